import { toByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import { DEFAULT_NAME, NAMED_FORMATS } from './default-formats.js';

/** What a text without a field was probably meant for, and what to give instead; the first that fits. */
const MEANT: readonly (readonly [form: RegExp, instead: (text: string) => string])[] = [
  [/^\d+$/, (pid) => `to see only process ${pid}, use the filter proc.pid=${pid}`],
  [/^\d+([ ,]+\d+)+$/, (pids) => `to see only these processes, use the filter "proc.pid in (${listed(pids)})"`],
  [/^[a-z]+\.[a-z]/, (field) => `put % before each field, as in %${field.split(/[^\w.]/)[0]}`],
  [/^[\w-]+$/, (program) => `to see only this program, use the filter proc.name=${program}`],
];

const listed = (numbers: string): string => numbers.split(/[ ,]+/).join(', ');

/**
 * The format of -p as a byte string; null without -p. Throws SyssharkError USAGE for a format without a field, which prints the same
 * for every event: mostly it is a process or a program, as strace takes it.
 */
export function parsePrintFormat(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (text.includes('%') || text === DEFAULT_NAME || Object.hasOwn(NAMED_FORMATS, text)) return toByteString(text);
  const hint = MEANT.find(([form]) => form.test(text))?.[1](text);
  const message = `-p takes a format with fields such as %proc.name, not "${text}"`;
  throw new SyssharkError('USAGE', hint === undefined ? message : `${message}; ${hint}`);
}
