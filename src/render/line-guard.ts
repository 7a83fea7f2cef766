const TAB = 9;
const BYTES = 256;
const LINE_STARTS = /^./gm;

/** Keeps lines of captured data distinct from output lines of the program. */
export interface LineGuard {
  /** Whether an output line may begin with a byte; index = byte. */
  readonly opens: readonly boolean[];
}

/** A guard for output lines that begin with one of some bytes (a byte string). */
export function guardAgainst(bytes: string): LineGuard {
  return { opens: Array.from({ length: BYTES }, (_, byte) => bytes.includes(String.fromCharCode(byte))) };
}

/** A guard for output lines that begin with a value: any byte but a tab, which is masked in values. */
export const GUARD_AGAINST_ALL: LineGuard = { opens: Array.from({ length: BYTES }, (_, byte) => byte !== TAB) };

/** A guard for the output lines of both. */
export function bothGuards(one: LineGuard, other: LineGuard): LineGuard {
  return { opens: one.opens.map((opens, byte) => opens || other.opens[byte] === true) };
}

/** What lines of data that begin like an output line are indented with: a byte with which no output line begins. */
export const indentOf = ({ opens }: LineGuard): string => (opens[TAB] ? ' ' : '\t');

/** Lines of data (byte string); those that begin like an output line are indented. */
export function guarded(data: string, guard: LineGuard): string {
  const { opens } = guard;
  const indent = indentOf(guard);
  return data.replace(LINE_STARTS, (first) => (opens[first.charCodeAt(0)] ? indent + first : first));
}
