import type { ByteText } from '../bytes/byte-text.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from '../render/options.js';
import type { TimeMode } from '../render/time.js';
import type { NumberBase } from '../schema/event.js';
import type { ParamType } from '../schema/param-types.js';
import { Evt } from '../state/evt.js';
import type { Subject } from '../state/subject.js';
import type { EventKind } from './event-kind.js';

/**
 * Value of a field for one event: text as a byte string, a number (bigint where 2^53 is not enough), a truth value, an IP
 * address as its 4 or 16 raw bytes, a list of texts, or null if the event has none.
 */
export type FieldValue = string | number | bigint | boolean | Uint8Array | readonly string[] | null;

/** Takes a field's value out of an event (Evt), or out of any subject. */
export type Extract<On = Subject> = (on: On) => FieldValue;

/** Writes a field's value as text; false, and nothing written, if the event has none. */
export type WriteField = (evt: Evt, out: ByteText) => boolean;

/** Tries `matches` on each value until one satisfies it (fields that stand for many processes). */
export type ExtractSome<On = Subject> = (on: On, matches: (value: FieldValue) => boolean) => boolean;

/** What the command line decides for all fields of a run. */
export interface FieldOptions {
  readonly render: RenderOptions;
  /** Shape of evt.outputtime (-t). */
  readonly timeMode: TimeMode;
  /** Whether control characters in what is printed for people are masked; values themselves never are. */
  readonly isMasked: boolean;
}

/** Without options: values are written as they are. */
export const DEFAULT_FIELD_OPTIONS: FieldOptions = { render: DEFAULT_RENDER_OPTIONS, timeMode: 'h', isMasked: false };

/** How numbers are written: as of parameters, or zero-padded to nine digits. */
export type PrintBase = NumberBase | 'padded';

/** Argument of a field: whether it must or may have one. */
export type ArgRule = 'none' | 'allowed' | 'required';

/** What stands in the brackets of an argument: a number from 0 without leading zeros, or any text. */
export type ArgForm = 'index' | 'key';

/** What may change the value of a field of a thread: system calls of the thread, or of any thread, or more than system calls. */
export const SCOPE = { OWN: 0, ALL: 1, OUTSIDE: 2 } as const;

/**
 * What a field depends on. A row that says nothing may depend on anything: then the kernel decides nothing by it, and no event is skipped
 * or left out because of it.
 */
export interface FieldDemands {
  /**
   * The value comes from the subject's `thread`, `view.tid` and what ThreadTable.changes counts, and from nothing else (use of memory and of
   * descriptors is not among them): all events of a thread have the same until something of this SCOPE changes it.
   */
  readonly threadScope?: number;
  /** The value may come from a descriptor as well: execveat names a program by one. */
  readonly isThroughFd?: true;
  /**
   * The value comes from the subject's `fd`, and on events of calls that make no descriptor from nothing else, but for whether
   * the event is an enter or an exit event if `fd` is null.
   */
  readonly isOfFd?: true;
  /** Of the descriptors of a process, only the event's own and the one at which its path begins are read. */
  readonly asksOwnFdOnly?: boolean;
  /** Nothing of it comes from events with EF.REPORTS_USE: how much memory is used, and whether a socket is connected. */
  readonly asksNoUse?: boolean;
}

/** What most classes of fields have in common. */
export const USUAL_DEMANDS = { asksOwnFdOnly: true, asksNoUse: true } as const satisfies FieldDemands;

/** What a field cannot do, or does unlike the others. */
export interface FieldTraits extends FieldDemands {
  readonly arg?: ArgRule;
  /** For an argument that can be written in brackets only, never after a dot. */
  readonly argForm?: ArgForm;
  /** The value is a list. */
  readonly isList?: true;
  readonly isFilterOnly?: true;
  readonly isPrintOnly?: true;
  /** Not inside tolower() and the like. */
  readonly noTransformer?: true;
  /** Not compared with another field, on either side. */
  readonly noRhs?: true;
  /** Compared as a whole only: not by order, parts or patterns. */
  readonly isWholeOnly?: true;
  /** Meant for columns of tables: not shown by -l. */
  readonly isTableOnly?: true;
  readonly isDeprecated?: true;
  /** The value depends on earlier reads, so conditions are evaluated in written order. */
  readonly isStateful?: true;
  /** The text depends only on the event's CPU and on its thread's current name and pid. */
  readonly isOfThread?: true;
  /** What is printed may be the bytes of an I/O buffer in several lines (-A, -x, -X). */
  readonly mayHoldLines?: true;
  /** JSON carries the exact time in ns instead of the text. */
  readonly isTimeText?: true;
  /** Cost of the extractor next to reading a number (1); for ordering conditions. */
  readonly cost?: number;
}

/** Makes an extractor; argument and options are resolved here, once, not per event. Throws FieldArgError. */
export type Bind<On> = (arg: string | null, options: FieldOptions) => Extract<On>;

/** The functions of a field that look at events (Evt) or at more than those (Subject). */
export interface FieldFunctions<On> {
  readonly bind: Bind<On>;
  /** If the printed text is not the value itself (buffers). */
  readonly bindText?: Bind<On>;
  /** For a field without its argument that stands for any of many values: replaces `bind` in filters. */
  readonly bindSome?: (options: FieldOptions) => ExtractSome<On>;
  /** The two values that a filter compares: either may match, and with != neither may (fd.ip). */
  readonly eitherOf?: readonly [Bind<On>, Bind<On>];
  /** For a field that takes only "=", with a meaning of its own: whether it holds for a number. */
  readonly bindEqual?: (arg: string | null) => (on: On, wanted: number | bigint) => boolean;
}

/** One row of the field table. */
export interface FieldDef extends FieldTraits, FieldFunctions<Subject> {
  readonly name: string;
  /** Part of the table that the row is listed in. */
  readonly class: string;
  readonly type: ParamType;
  readonly base: PrintBase;
  /** Short name for people. */
  readonly display: string;
  readonly description: string;
  /** Value that all events of a kind have; undefined if it depends on the event. Lets filters decide by event type. */
  readonly ofKind?: (kind: EventKind, arg: string | null) => FieldValue | undefined;
  /** Type and base if they depend on the argument. */
  readonly typeOf?: (arg: string | null) => { readonly type: ParamType; readonly base: PrintBase };
  /** Throws FieldArgError for a text that the field can never have (evt.type). */
  readonly checkLiteral?: (text: string) => void;
  /** Length of the longest argument that `text` begins with, in the form field.argument; 0 for none. */
  readonly matchArg?: (text: string) => number;
}

/** An argument that a field cannot use; says why. */
export class FieldArgError extends Error {}

type Row<On> = Pick<FieldDef, 'name' | 'type' | 'display' | 'description'> &
  Partial<Omit<FieldDef, 'class' | keyof FieldFunctions<On>>> &
  FieldFunctions<On>;

/** Demands of fields that have values without an event: filters on threads and descriptors are decided by them. */
type SubjectDemand = 'threadScope' | 'isThroughFd' | 'isOfFd';

/** What fields of events cannot say: they have no value where only a thread or a descriptor is known. */
type NoSubjectDemands = { readonly [Demand in SubjectDemand]?: never };

/**
 * Makes the rows of one class of fields of events, with what they have in `common`; numbers are decimal unless a row says
 * otherwise. Without an event, the fields have no value.
 */
export function fieldClass(
  name: string,
  rows: readonly (Row<Evt> & NoSubjectDemands)[],
  common: FieldDemands & NoSubjectDemands = {},
): readonly FieldDef[] {
  return subjectClass(
    name,
    rows.map((row) => {
      const { bind: _, bindText: __, bindSome: ___, eitherOf: ____, bindEqual: _____, ...facts } = row;
      return { ...facts, ...guardFunctions(row, isEvt) };
    }),
    common,
  );
}

/** The same for fields of threads and descriptors, which have values without an event, too. */
export function subjectClass(
  name: string,
  rows: readonly Row<Subject>[],
  common: FieldDemands = {},
): readonly FieldDef[] {
  return rows.map((row) => ({ base: 'dec', ...common, ...row, class: name }));
}

const isEvt = (subject: Subject): subject is Evt => subject instanceof Evt;

/** The functions of a field, with no value for subjects that are not its own. */
export function guardFunctions<Own extends Subject>(
  { bind, bindText, eitherOf, bindSome, bindEqual }: FieldFunctions<Own>,
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
    ...(bindEqual && {
      bindEqual: (arg) => {
        const holds = bindEqual(arg);
        return (subject, wanted) => isOwn(subject) && holds(subject, wanted);
      },
    }),
  };
}

/** The `bind` of a field of events that takes no argument and needs no options. */
export function plain(extract: Extract<Evt>): Bind<Evt> {
  return () => extract;
}

/** The same for a field of threads and descriptors. */
export function ofSubject(extract: Extract): Bind<Subject> {
  return () => extract;
}
