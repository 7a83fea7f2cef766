/** Finds lines in the text of /proc/PID/status, and splits /proc/PID/stat into its fields (proc(5)). */

/** Values of a line of a status file, split at whitespace; none if there is no such line. */
export function statusValues(status: string, name: string): string[] {
  const at = status.indexOf(`\n${name}:`);
  if (at < 0) return [];
  const end = status.indexOf('\n', at + 1);
  return status
    .slice(at + name.length + 2, end < 0 ? undefined : end)
    .trim()
    .split(/\s+/);
}

/** A decimal value of a line of a status file; null if there is none. */
export function statusNumber(status: string, name: string, index: number): number | null {
  const value = statusValues(status, name)[index];
  return value === undefined || value === '' ? null : Number(value);
}

/** The last id of a line with one id per namespace: that of the innermost one; the fallback if there is no such line. */
export function innermostId(status: string, name: string, fallback: number): number {
  const value = statusValues(status, name).at(-1);
  return value === undefined || value === '' ? fallback : Number(value);
}

/** The fields of a stat file that are used. */
export interface Stat {
  readonly comm: string;
  readonly pgid: number;
  readonly sid: number;
  readonly tty: number;
  readonly pfminor: number;
  readonly pfmajor: number;
}

/** Null if the text is not that of a stat file. The name may contain spaces and parentheses. */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  const number = (index: number): number => Number(fields[index] ?? 0);
  const ids = { pgid: number(2), sid: number(3), tty: number(4) };
  return { comm: text.slice(open + 1, close), ...ids, pfminor: number(7), pfmajor: number(9) };
}
