import { existsSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';

/** A capture and the words after it. */
export type LeadingCapture = readonly [capture: string, words: readonly string[]];

/** The capture of -r, or of a leading word that is a file, and the other words; null if there is none. Throws SyssharkError USAGE. */
export function findLeadingCapture(
  read: readonly string[] | undefined,
  words: readonly string[],
  name: string,
): LeadingCapture | null {
  const [first = '', ...others] = words;
  if (read !== undefined && read.length > 1)
    throw new SyssharkError('USAGE', `${name} looks at one capture: merge them first`);
  const given = read?.[0];
  if (given !== undefined) return [given, words];
  return existsSync(first) ? [first, others] : null;
}

/** The same; there must be one. `form`: how the command is written. Throws SyssharkError USAGE. */
export function leadingCapture(
  read: readonly string[] | undefined,
  words: readonly string[],
  { name, form }: { readonly name: string; readonly form: string },
): LeadingCapture {
  const found = findLeadingCapture(read, words, name);
  if (found !== null) return found;
  const [first = ''] = words;
  const missing = first === '' ? '' : `; there is no file "${first}"`;
  throw new SyssharkError('USAGE', `${name} looks at a capture: ${form}${missing}`);
}
