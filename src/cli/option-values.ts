import { SyssharkError } from '../errors.js';

/** UTF-8 text of the command line as the byte string that is compared with what events hold. */
export function byteString(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** A value that must be one of a list; undefined for none. Throws SyssharkError USAGE. */
export function parseOneOf<T extends string>(
  text: string | undefined,
  option: string,
  values: readonly T[],
): T | undefined {
  if (text === undefined) return undefined;
  const value = values.find((known) => known === text);
  if (value === undefined)
    throw new SyssharkError('USAGE', `${option} takes one of ${values.join(' ')}, not "${text}"`);
  return value;
}
