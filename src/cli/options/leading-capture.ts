import { existsSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';

/** The capture of -r, or of a leading word that is a file, and the other words. `form`: how the command is written. Throws SyssharkError USAGE. */
export function leadingCapture(
  read: readonly string[] | undefined,
  words: readonly string[],
  { name, form }: { readonly name: string; readonly form: string },
): readonly [capture: string, words: readonly string[]] {
  const [first = '', ...others] = words;
  if (read !== undefined && read.length > 1)
    throw new SyssharkError('USAGE', `${name} looks at one capture: merge them first`);
  const given = read?.[0];
  if (given !== undefined) return [given, words];
  if (existsSync(first)) return [first, others];
  const missing = first === '' ? '' : `; there is no file "${first}"`;
  throw new SyssharkError('USAGE', `${name} looks at a capture: ${form}${missing}`);
}
