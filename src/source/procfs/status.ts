/** /proc/PID/status as a text to look lines up in, and /proc/PID/stat split into its fields (proc(5)). */

/** Values of a line of a status file, split at blanks; none where there is no such line. */
export function statusValues(status: string, name: string): string[] {
  const at = status.indexOf(`\n${name}:`);
  if (at < 0) return [];
  const end = status.indexOf('\n', at + 1);
  return status
    .slice(at + name.length + 2, end < 0 ? undefined : end)
    .trim()
    .split(/\s+/);
}

/** A decimal value of a line of a status file. */
export function statusNumber(status: string, name: string, index: number): number | null {
  const value = statusValues(status, name)[index];
  return value === undefined || value === '' ? null : Number(value);
}

/** The innermost of the ids that a line gives, one for each namespace; the fallback where there is no such line. */
export function innermostId(status: string, name: string, fallback: number): number {
  const value = statusValues(status, name).at(-1);
  return value === undefined || value === '' ? fallback : Number(value);
}

/** What is used of a stat file. */
export interface Stat {
  readonly comm: string;
  readonly pgid: number;
  readonly sid: number;
  readonly tty: number;
  readonly pfminor: number;
  readonly pfmajor: number;
}

/** Null where the text is not that of a stat file. The name may hold blanks and parentheses of its own. */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const number = (index: number): number => Number(fields[index] ?? 0);
  const ids = { pgid: number(2), sid: number(3), tty: number(4) };
  return { comm: text.slice(open + 1, close), ...ids, pfminor: number(7), pfmajor: number(9) };
}
