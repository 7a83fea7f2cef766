/** Columns of events, as programs see them. */
import type { CaptureOptions, StartOptions } from './capture.js';
import type { Descriptor, EventName, FieldName, Process } from './event.js';
import type { FieldValues } from './generated/field-values.js';

/** What to read of subjects. */
interface SubjectOptions<Field extends FieldName> {
  /** Fields to read of each subject, beside what Subject has; only fields of threads, descriptors and event types. */
  readonly fields?: readonly Field[];
}

/** Options of openColumns. */
export interface ColumnOptions<Field extends FieldName = never> extends CaptureOptions, SubjectOptions<Field> {
  /** One .scap file, raw or gzip, or several, which are merged by time. */
  readonly path: string | readonly string[];
}

/** Options of startColumns. */
export interface StartColumnOptions<Field extends FieldName = never> extends StartOptions, SubjectOptions<Field> {}

/** Where events come from: a thread, a descriptor and an event type. It can be kept. */
export interface EventSubject<Field extends FieldName = never> {
  /** Name of the event; for system calls, the name of the call. */
  readonly type: EventName | (string & {});
  readonly direction: 'enter' | 'exit';
  readonly process: Pick<Process, 'tid' | 'pid' | 'name'> | null;
  readonly fd: Descriptor | null;
  /** Values of the fields that were asked for; null if the subject does not have them. */
  readonly fields: { readonly [Name in Field]: FieldValues[Name] | null };
}

/**
 * Events that arrived together, as columns: element `i` of each is about the same event. The columns are valid until the next batch is
 * requested.
 */
export interface ColumnBatch<Field extends FieldName = never> {
  /** Number of events, and length of each column. */
  readonly count: number;
  /** Number of the event, from 1; events that the filter rejects are counted, too. */
  readonly numbers: Float64Array;
  /** Nanoseconds since the epoch. */
  readonly times: BigUint64Array;
  /** Result of the call, errors as negative numbers, exact to 2^53; NaN for none. */
  readonly results: Float64Array;
  /** Nanoseconds from enter to exit; 0 for enter events, or if the enter event was not seen. */
  readonly latencies: Float64Array;
  /** Number of the subject. The same number stands for the same subject in all batches. */
  readonly subjects: Uint32Array;
  /** The subject with a number that this batch has, or an earlier one of the same file. Throws SyssharkError USAGE for others. */
  subject(number: number): EventSubject<Field>;
}

/** The events of a capture in columns, ordered by time; they can be iterated over once. */
export interface ColumnCapture<Field extends FieldName = never>
  extends AsyncIterable<ColumnBatch<Field>>,
    AsyncDisposable {
  /** Throws ScapError DAMAGED at the end if some could not be read, after all others. */
  [Symbol.asyncIterator](): AsyncGenerator<ColumnBatch<Field>, void, void>;
  /** Ends the capture; events that have already arrived are still yielded. */
  stop(): void;
  /** Ends it at once and frees its resources. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The events of this machine in columns, as they happen. */
export interface LiveColumnCapture<Field extends FieldName = never> extends ColumnCapture<Field> {
  /** Resolves to the exit status of the captured command; null if there is none. */
  readonly commandStatus: Promise<number> | null;
}
