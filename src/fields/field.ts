import type { ByteText } from '../bytes/byte-text.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from '../render/options.js';
import type { TimeMode } from '../render/time.js';
import type { EventDef, NumberBase } from '../schema/event.js';
import type { ParamType } from '../schema/param-types.js';
import { Evt } from '../state/evt.js';
import type { Subject } from '../state/subject.js';
import type { EventKind } from './event-kind.js';

/**
 * Value of a field for one event: text as a byte string, a number (bigint beyond 2^53), a boolean, an IP address as its 4 or 16 raw
 * bytes, a list of texts or of numbers, or null if the event has none.
 */
export type FieldValue = string | number | bigint | boolean | Uint8Array | readonly string[] | readonly number[] | null;

/** Extracts a field's value from an event (Evt), or from any subject. */
export type Extract<On = Subject> = (on: On) => FieldValue;

/** Writes a field's value as text; if the event has none, writes nothing and returns false. */
export type WriteField = (evt: Evt, out: ByteText) => boolean;

/** Tests `matches` on each value until one satisfies it (fields that stand for many processes). */
export type ExtractSome<On = Subject> = (on: On, matches: (value: FieldValue) => boolean) => boolean;

/** Options for all fields of a run. */
export interface FieldOptions {
  readonly render: RenderOptions;
  /** Format of evt.outputtime (-t). */
  readonly timeMode: TimeMode;
  /** Whether control characters are masked in printed text; values are never masked. */
  readonly isMasked: boolean;
}

/** Defaults: values are written unchanged. */
export const DEFAULT_FIELD_OPTIONS: FieldOptions = { render: DEFAULT_RENDER_OPTIONS, timeMode: 'h', isMasked: false };

/** How numbers are written: in the base of parameters, or zero-padded to nine digits. */
export type PrintBase = NumberBase | 'padded';

/** Whether a field takes an argument. */
export type ArgRule = 'none' | 'allowed' | 'required';

/** Form of a bracketed argument: a number from 0 without leading zeros, or any text. */
export type ArgForm = 'index' | 'key';

/** What can change the value of a field of a thread: system calls of the thread, of any thread, or causes other than system calls. */
export const SCOPE = { OWN: 0, ALL: 1, OUTSIDE: 2 } as const;

/**
 * What a field depends on. A row without these may depend on anything: then the kernel does not filter by it, and no event is
 * skipped because of it.
 */
export interface FieldDemands {
  /**
   * The value depends only on the subject's `thread`, `view.tid` and what ThreadTable.changes counts (not on memory use or
   * descriptors): all events of a thread have the same value until something within this SCOPE changes it.
   */
  readonly threadScope?: number;
  /** The value may also depend on a descriptor: execveat names a program by one. */
  readonly isThroughFd?: true;
  /**
   * The value depends only on the subject's `fd`, on events of calls that make no descriptor and whose paths start from none; if
   * `fd` is null, also on whether the event is an enter or an exit event.
   */
  readonly isOfFd?: true;
  /** Of the descriptors of a process, it reads only the event's own and the one that its path starts from. */
  readonly asksOwnFdOnly?: boolean;
  /** It needs no data from events with EF.REPORTS_USE: memory use, and whether a socket is connected. */
  readonly asksNoUse?: boolean;
}

/** Demands of most classes of fields. */
export const USUAL_DEMANDS = { asksOwnFdOnly: true, asksNoUse: true } as const satisfies FieldDemands;

/** Limits and peculiarities of a field. */
export interface FieldTraits extends FieldDemands {
  readonly arg?: ArgRule;
  /** Names that other tools have for it. */
  readonly aliases?: readonly string[];
  /** For an argument that must be in brackets, never after a dot. */
  readonly argForm?: ArgForm;
  /** The value is a list. */
  readonly isList?: true;
  /** Without its argument, the value is a list; filters test its items one by one (bindSome). */
  readonly isListWithoutArg?: true;
  readonly isFilterOnly?: true;
  readonly isPrintOnly?: true;
  /** Not allowed inside tolower() and the like. */
  readonly noTransformer?: true;
  /** Cannot be compared with another field, on either side. */
  readonly noRhs?: true;
  /** Can only be compared as a whole: not by order, parts or patterns. */
  readonly isWholeOnly?: true;
  /** Meant for table columns: not listed by -l. */
  readonly isTableOnly?: true;
  readonly isDeprecated?: true;
  /** Events of every source have it, not only those of system calls. */
  readonly isOfAnySource?: true;
  /** The value depends on earlier reads, so conditions are evaluated in written order. */
  readonly isStateful?: true;
  /** The text depends only on the event's CPU and on its thread's current name and pid. */
  readonly isOfThread?: true;
  /** The printed text may be the bytes of an I/O buffer in several lines (-A, -x, -X). */
  readonly mayHoldLines?: true;
  /** The printed text has lines of its own, which begin with a blank or a bracket: their ends stay. */
  readonly isIndented?: true;
  /** Names that lead to the value in the payload of the event, which is JSON, if the field tells what is there. */
  readonly inRecord?: readonly string[];
  /** JSON has the exact time in ns instead of the text. */
  readonly isTimeText?: true;
  /** Cost of the extractor relative to reading a number (1); used to order conditions. */
  readonly cost?: number;
}

/** Makes an extractor. Argument and options are resolved once here, not per event. Throws FieldArgError. */
export type Bind<On> = (arg: string | null, options: FieldOptions) => Extract<On>;

/** The functions of a field of events (Evt) or of any subject (Subject). */
export interface FieldFunctions<On> {
  readonly bind: Bind<On>;
  /** Makes the printed text, if it differs from the value (buffers). */
  readonly bindText?: Bind<On>;
  /** For a field without its argument (isListWithoutArg): replaces `bind` in filters, which hold if any of the values matches. */
  readonly bindSome?: (options: FieldOptions) => ExtractSome<On>;
  /** For a text that is made for each event: whether it has a part (a byte string), found without making a string of it. */
  readonly bindContains?: (part: string, options: FieldOptions) => (on: On) => boolean;
  /** The two values that a filter compares: either may match, and with != neither may (fd.ip). */
  readonly eitherOf?: readonly [Bind<On>, Bind<On>];
  /** For a field that takes only "=", with a special meaning: whether it holds for a number. */
  readonly bindEqual?: (arg: string | null) => (on: On, value: number | bigint) => boolean;
  /** For an argument that names fields: replaces `bind`. Each is a list: what the first one lacks is taken from the next. */
  readonly bindFields?: (fields: readonly (readonly Extract[])[]) => Extract<On>;
}

/** A value that follows from the columns of a row (EventColumns), if events have it that come from where the row does. */
export interface ColumnValue {
  /** Whether it reads the descriptor, not the type alone. */
  readonly readsFd?: true;
  /** Whether events with the thread, the descriptor and the type of this one can have a value. */
  readonly applies: (evt: Evt) => boolean;
  /** Whether the value is the latency. */
  readonly isLatency?: true;
  /** The value by result (NaN for none) and latency in ns; null if the event has none. */
  readonly value: (result: number, latency: number) => number | boolean | string | null;
  /** The same by event type, where the type matters. */
  readonly valueOfType?: (type: number) => ColumnValue['value'];
}

/** Without what the value of a field has no text in it. */
export interface InBytes {
  /** One byte by event type: 1 if values of such events have the text only if `part` is in the bytes of the event's parameters. */
  readonly types: Uint8Array;
  /** A byte string. */
  readonly part: string;
  /** Or if it is in the name of a descriptor of the thread, without what cannot be printed. */
  readonly orInFdName: boolean;
}

/** One row of the field table. */
export interface FieldDef extends FieldTraits, FieldFunctions<Subject> {
  readonly name: string;
  /** Section of the table in which the row is listed. */
  readonly class: string;
  readonly type: ParamType;
  readonly base: PrintBase;
  /** Short display name. */
  readonly display: string;
  readonly description: string;
  /** Value that all events of a kind have; undefined if it depends on the event. Lets filters decide by event type. */
  readonly ofKind?: (kind: EventKind, arg: string | null) => FieldValue | undefined;
  /** The value by event type and the name of the descriptor's type (fd.type; null for none), if no more matters. */
  readonly ofFdType?: (def: EventDef | undefined, fdType: string | null) => FieldValue;
  /** The value of rows, if it is no matter of the subject alone: columns are then enough to filter and to count by it. */
  readonly ofColumns?: ColumnValue;
  /**
   * Without what no value has a text (byte string) in it, in any case of letters if the case of `part` does not matter: lets filters skip
   * events by their bytes. Null if nothing is known.
   */
  readonly inBytes?: (text: string, options: FieldOptions) => InBytes | null;
  /** Type and base, if they depend on the argument. */
  readonly typeOf?: (arg: string | null) => { readonly type: ParamType; readonly base: PrintBase };
  /** All texts that the field can have, each once; comparing it with another one is an error. */
  readonly values?: readonly string[];
  /** Throws FieldArgError for a text that the field can never have, if there are too many for a list (evt.type). */
  readonly checkLiteral?: (text: string) => void;
  /** Length of the longest argument at the start of `text`, in the form field.argument; 0 for none. */
  readonly matchArg?: (text: string) => number;
}

/** An invalid argument of a field; the message says why. */
export class FieldArgError extends Error {}

type Row<On> = Pick<FieldDef, 'name' | 'type' | 'display' | 'description'> &
  Partial<Omit<FieldDef, 'class' | keyof FieldFunctions<On>>> &
  FieldFunctions<On>;

/** Demands of fields that have values without an event; filters decide threads and descriptors by them. */
type SubjectDemand = 'threadScope' | 'isThroughFd' | 'isOfFd';

/** Demands that fields of events cannot have: they have no value if only a thread or a descriptor is known. */
type NoSubjectDemands = { readonly [Demand in SubjectDemand]?: never };

/**
 * Makes the rows of one class of event fields, with the members in `common`; numbers are decimal unless a row says otherwise.
 * Without an event, the fields have no value.
 */
export function fieldClass(
  name: string,
  rows: readonly (Row<Evt> & NoSubjectDemands)[],
  common: FieldDemands & NoSubjectDemands = {},
): readonly FieldDef[] {
  return subjectClass(
    name,
    rows.map((row) => {
      const {
        bind: _,
        bindText: __,
        bindSome: ___,
        eitherOf: ____,
        bindEqual: _____,
        bindContains: ______,
        bindFields: _______,
        ...facts
      } = row;
      return { ...facts, ...guardFunctions(row, isEvt) };
    }),
    common,
  );
}

/** Like fieldClass, for fields of threads and descriptors, which have values even without an event. */
export function subjectClass(
  name: string,
  rows: readonly Row<Subject>[],
  common: FieldDemands = {},
): readonly FieldDef[] {
  return rows.map((row) => ({ base: 'dec', ...common, ...row, class: name }));
}

const isEvt = (subject: Subject): subject is Evt => subject instanceof Evt;

/** The functions of a field, returning no value for subjects that are not its own. */
export function guardFunctions<Own extends Subject>(
  { bind, bindText, eitherOf, bindSome, bindEqual, bindContains, bindFields }: FieldFunctions<Own>,
  isOwn: (subject: Subject) => subject is Own,
): FieldFunctions<Subject> {
  const guard = (make: Bind<Own>): Bind<Subject> => {
    return (arg, options) => {
      const extract = make(arg, options);
      return (subject) => (isOwn(subject) ? extract(subject) : null);
    };
  };
  return {
    bind: guard(bind),
    ...(bindText && { bindText: guard(bindText) }),
    ...(eitherOf && { eitherOf: [guard(eitherOf[0]), guard(eitherOf[1])] as const }),
    ...(bindSome && {
      bindSome: (options) => {
        const some = bindSome(options);
        return (subject, matches) => isOwn(subject) && some(subject, matches);
      },
    }),
    ...(bindContains && {
      bindContains: (part, options) => {
        const has = bindContains(part, options);
        return (subject) => isOwn(subject) && has(subject);
      },
    }),
    ...(bindEqual && {
      bindEqual: (arg) => {
        const holds = bindEqual(arg);
        return (subject, value) => isOwn(subject) && holds(subject, value);
      },
    }),
    ...(bindFields && {
      bindFields: (fields) => {
        const extract = bindFields(fields);
        return (subject) => (isOwn(subject) ? extract(subject) : null);
      },
    }),
  };
}

/** The `bind` of an event field without argument or options. */
export function plain(extract: Extract<Evt>): Bind<Evt> {
  return () => extract;
}

/** Like `plain`, for a field of threads and descriptors. */
export function ofSubject(extract: Extract): Bind<Subject> {
  return () => extract;
}
