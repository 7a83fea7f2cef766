import { SyssharkError } from '../../errors.js';
import type { RawOptions } from '../command-line/table.js';

/** What -o of other tools takes besides the name of a file, and what to do instead. */
const MEANT: readonly (readonly [form: RegExp, instead: string])[] = [
  [/^[|!]/, 'to run a program on the output, write it to a pipe: sysshark … | PROGRAM'],
  [/^[a-z][\w.]*\.\w+:[^/]*$/, 'there are no preferences as in tshark; to write to this file, put ./ before its name'],
];

/** The file of -o; null for standard output. Throws SyssharkError USAGE. */
export function parseTextFile({ textFile, write, chisel, summary }: RawOptions): string | null {
  if (textFile === undefined || textFile === '-') return null;
  const hint = MEANT.find(([form]) => form.test(textFile))?.[1];
  if (hint !== undefined) throw new SyssharkError('USAGE', `-o takes a FILE, not "${textFile}"; ${hint}`);
  if (write !== undefined && chisel === undefined && summary === undefined)
    throw new SyssharkError('USAGE', '-w prints nothing that -o could write to a file: leave out one of them');
  return textFile;
}
