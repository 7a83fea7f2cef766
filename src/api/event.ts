/** Events as programs see them. */
import type { EventArgs } from './generated/event-args.js';
import type { FieldValues } from './generated/field-values.js';

/** Name of an event; for system calls, the name of the call. */
export type EventName = keyof EventArgs;

/** Name of a field, as in filters and formats (`sysshark -l` lists them). */
export type FieldName = keyof FieldValues;

/** Value of an argument. */
export type ArgValue = string | number | bigint | Uint8Array | readonly string[];

/** Value of a field. */
export type GivenValue = ArgValue | boolean;

/** Arguments of the events with a name; of any event if the name is not known. */
export type ArgsOf<Name extends string> = Name extends EventName
  ? Readonly<EventArgs[Name]>
  : Readonly<Record<string, ArgValue | undefined>>;

/** The thread of an event, and its process; null for unknown values. */
export interface Process {
  /** Id of the thread; the main thread has the pid. */
  readonly tid: number;
  readonly pid: number | null;
  readonly parentPid: number | null;
  /** Name of the process, at most 15 bytes. */
  readonly name: string | null;
  /** First word of the command line. */
  readonly exe: string | null;
  /** Path of the program. */
  readonly exePath: string | null;
  readonly commandLine: string | null;
  /** Working directory, with a slash at the end. */
  readonly directory: string | null;
  readonly userId: number | null;
  readonly userName: string | null;
  /** First twelve digits of the container's id, or host. */
  readonly containerId: string | null;
}

/** The descriptor that an event creates, uses or closes. */
export interface Descriptor {
  readonly number: number;
  /** Path of a file, or both ends of a connection (10.0.0.1:3456->10.0.0.2:80); null if unknown. */
  readonly name: string | null;
  /** file, directory, ipv4, ipv6, unix, pipe, event, …; null if unknown. */
  readonly type: string | null;
}

/** Where an event is recorded. */
export interface EventPlace {
  /** The capture file, as its path was given; - for standard input. */
  readonly file: string;
  /**
   * Byte offset of the event's block in the file: of a gzip file, in its decompressed content (if that is damaged, in the
   * part that could be decompressed).
   */
  readonly offset: number;
}

/** The content of an event, as an object that can be kept. */
export interface EventSnapshot<Name extends string = string> {
  /** Number of the event, from 1; events that the filter rejects are counted, too. */
  readonly number: number;
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  readonly cpu: number;
  /** Whether the call begins or ends. */
  readonly direction: 'enter' | 'exit';
  readonly type: Name;
  readonly process: Process | null;
  readonly fd: Descriptor | null;
  /** Nanoseconds from enter to exit; null for enter events, or if the enter event was not seen. */
  readonly latency: number | null;
  /** Result of the call, errors as negative numbers; null for enter events. */
  readonly result: number | null;
  readonly args: ArgsOf<Name>;
}

/** A snapshot for JSON: bigints as decimal digits, bytes in base64. */
export interface EventJson extends Omit<EventSnapshot, 'time' | 'args'> {
  readonly time: string;
  readonly args: Readonly<Record<string, string | number | readonly string[]>>;
}

/**
 * One event, as a view that is decoded on access. It is valid until the next event is requested: to keep it, keep its
 * values or a snapshot.
 */
export interface CaptureEvent<Name extends string = string> extends EventSnapshot<Name> {
  /** The time as a Date, in milliseconds. */
  readonly date: Date;
  /** Where the event is recorded; null for live events. If several merged files hold it, one of them. */
  readonly place: EventPlace | null;
  /** Whether the event is of one of these types; TypeScript then knows the types of its arguments. */
  is<Type extends EventName>(...types: readonly Type[]): this is CaptureEvent<Type>;
  /** Value of a field; null if the event does not have it. Throws SyssharkError USAGE for an unknown field. */
  field<Field extends FieldName>(name: Field): FieldValues[Field] | null;
  /** The content of the event, as an object that can be kept. */
  snapshot(): EventSnapshot<Name>;
  /** The snapshot for JSON.stringify. */
  toJSON(): EventJson;
}
