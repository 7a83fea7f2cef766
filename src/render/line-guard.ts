const TAB = 9;
const BYTES = 256;
const LINE_STARTS = /^./gm;

/** Keeps lines of data apart from lines that are ours. */
export interface LineGuard {
  /** Whether one of our lines may begin with a byte, index = byte. */
  readonly opens: readonly boolean[];
}

/** A guard beside lines that begin with one of some bytes (a byte string). */
export function guardAgainst(bytes: string): LineGuard {
  return { opens: Array.from({ length: BYTES }, (_, byte) => bytes.includes(String.fromCharCode(byte))) };
}

/** A guard beside lines that begin with a value: with anything but a tab, which is masked in values. */
export const GUARD_AGAINST_ALL: LineGuard = { opens: Array.from({ length: BYTES }, (_, byte) => byte !== TAB) };

/** A guard beside the lines of both. */
export function bothGuards(one: LineGuard, other: LineGuard): LineGuard {
  return { opens: one.opens.map((opens, byte) => opens || other.opens[byte] === true) };
}

/** Lines of data (byte string), indented where one of our lines could begin as they do. */
export function guarded(data: string, { opens }: LineGuard): string {
  const indent = opens[TAB] ? ' ' : '\t';
  return data.replace(LINE_STARTS, (first) => (opens[first.charCodeAt(0)] ? indent + first : first));
}
