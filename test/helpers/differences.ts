import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sysshark.js';

const PAGE = readFileSync(join(ROOT, 'docs/DIFFERENCES.md'), 'utf8');

/** Cells of the table below a heading of docs/DIFFERENCES.md, row by row. Throws if there is none. */
function tableUnder(heading: string): string[][] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const rows = section?.split('\n').filter((line) => line.startsWith('| ')) ?? [];
  if (rows.length < 3) throw new Error(`docs/DIFFERENCES.md has no table under "${heading}"`);
  return rows.slice(2).map((row) =>
    row
      .slice(2, -2)
      .split(/ \| | \|(?= )/)
      .map((cell) => cell.trim().replaceAll('\\|', '|')),
  );
}

/** The texts in code quotes in a cell. */
const quoted = (cell = ''): string[] => [...cell.matchAll(/`([^`]*)`/g)].map(([, text]) => text as string);

/** The first text in code quotes of a cell. */
const word = (cell?: string): string => quoted(cell)[0] ?? '';

/** A pattern of the page: "…" stands for any text without blanks; at the end, for the rest of the text. */
function pattern(text: string): RegExp {
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '\\S*');
  return new RegExp(text.endsWith('…') ? `${escaped}\\s*$` : escaped);
}

const namesUnder = (heading: string): string[] => tableUnder(heading).flatMap(([names]) => quoted(names));

/** Fields whose text differs from the reference's. */
export const DIFFERENT_FIELDS: ReadonlySet<string> = new Set(namesUnder('Fields'));

/** Fields that the reference lacks for listening sockets only. */
export const LISTENER_FIELDS: ReadonlySet<string> = new Set(namesUnder('Fields of listening sockets'));

/** What both print for a field that an event lacks. */
const MISSING = '<NA>';
/** Between the ends in the name of a connection. */
const ENDS = '->';

/** Whether a field that only we have is one of a listening socket; `fdName`: that of the event's descriptor. */
export const isOfListener = (field: string, theirs: string | undefined, fdName: string): boolean =>
  LISTENER_FIELDS.has(field) && theirs === MISSING && fdName.includes(':') && !fdName.includes(ENDS);

/** Whether -100 as the result of a call that returns a descriptor is an error here, and a descriptor to the reference. */
export const isErrorOfFd = (field: string, ours: string, theirs: string | undefined): boolean =>
  field === 'evt.res' && ours === 'ENETDOWN' && theirs === 'AT_FDCWD';

/** Fields without an argument that the reference reads as other fields, followed by text. */
export const NEEDS_ARGUMENT: ReadonlySet<string> = new Set(namesUnder('Fields without their argument'));

/** Fields with an argument that end the reference. */
export const ENDS_REFERENCE: ReadonlySet<string> = new Set(namesUnder('Formats that end the reference'));

/** A kind of filter that selects other events in the reference. */
interface OtherFilter {
  readonly pattern: RegExp;
  readonly example: string;
  /** The calls for which it does so; empty: all. */
  readonly calls: readonly string[];
}

/** Filters that select other events in the reference. */
export const OTHER_FILTERS: readonly OtherFilter[] = tableUnder('Filters that select other events').map(
  ([like, example, calls]) => ({ pattern: pattern(word(like)), example: word(example), calls: quoted(calls) }),
);

/** Calls at which a field differs, because filters with it select other events there. */
export function callsThatDiffer(field: string): string[] {
  return OTHER_FILTERS.flatMap(({ pattern, calls }) => (pattern.test(field) ? calls : []));
}

/** A filter for events of other calls. */
export const notAt = (calls: readonly string[]): string => `not evt.type in (${calls.join(', ')})`;

/** A failed openat of captures from before 2019: only the reference's capture filters know its path, and ours. */
const OLD_OPENAT = { pattern: /fd\.\w*(name|directory)/, calls: ['openat'] };

/**
 * The filter without the calls for which it selects other events in the reference; null if it does so for all calls, or has a field
 * that differs.
 */
export function comparable(filter: string): string | null {
  if (filter.match(/[a-z][a-z0-9_.]+/g)?.some((word) => DIFFERENT_FIELDS.has(word) || LISTENER_FIELDS.has(word)))
    return null;
  const others = [...OTHER_FILTERS, OLD_OPENAT].filter(({ pattern }) => pattern.test(filter));
  if (others.length === 0) return filter;
  if (others.some(({ calls }) => calls.length === 0)) return null;
  return `(${filter}) and ${notAt(others.flatMap(({ calls }) => calls))}`;
}

/** Whether a field differs at a call. */
export const differsAt = (call: string, field: string): boolean => callsThatDiffer(field).includes(call);

/** A filter that only one of the two accepts. */
interface DisputedFilter {
  readonly example: string;
  readonly isOurs: boolean;
  /** Part of the error of the one that rejects it. */
  readonly message: RegExp;
}

/** Filters that only one of the two accepts. */
export const DISPUTED_FILTERS: readonly DisputedFilter[] = tableUnder('Filters that only one of them accepts').map(
  ([example, who, message]) => ({
    example: word(example),
    isOurs: who === 'sysshark',
    message: pattern(word(message)),
  }),
);

/** Filters that we accept, each with the reference's spelling. */
export const SPELLINGS: readonly (readonly [ours: string, theirs: string])[] = tableUnder('More spellings').map(
  ([ours, theirs]) => [word(ours), word(theirs)],
);

/** Fields that 0.20.0 does not have. */
export const ADDED_FIELDS: ReadonlySet<string> = new Set(namesUnder('Fields that the reference lacks'));

/** Names of events that change state that the reference leaves unchanged. */
export const EVENTS_THAT_CHANGE_MORE: ReadonlySet<string> = new Set(namesUnder('Events that change more'));

/** Names of events that find their thread where the reference finds none. */
export const EVENTS_THAT_SHOW_MORE: ReadonlySet<string> = new Set(namesUnder('Events that show more'));

/** Captures of the shared folder that the reference cannot read. */
export const UNREADABLE_CAPTURES: ReadonlySet<string> = new Set(
  tableUnder('Captures that the reference cannot read').map(([name]) => word(name)),
);

/** Fields that differ in captures of the shared folder, and the number of events in which they do. */
export const FIELDS_IN_CAPTURES: readonly { capture: string; field: string; events: number }[] = tableUnder(
  'Values in captures that others recorded',
).map(([capture, field, events]) => ({ capture: word(capture), field: word(field), events: Number(events) }));
