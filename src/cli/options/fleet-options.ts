import { SyssharkError } from '../../errors.js';
import { OPTIONS, optionName, type RawOptions } from '../command-line/table.js';

/** Most and fewest bytes of a folder, and the longest time in s that -G takes. */
export const FOLDER_SIZE = { min: 1 << 20, max: 2 ** 50 } as const;
export const DEFAULT_SIZE = 10 * 2 ** 30;
export const MAX_SECONDS = 86_400;

export type Key = keyof RawOptions;

/** Throws SyssharkError USAGE for options that a command does not have. */
export function refuseOthers(raw: RawOptions, command: string, known: readonly Key[]): void {
  const key = (Object.keys(raw) as Key[]).find((one) => raw[one] !== undefined && !known.includes(one));
  if (key !== undefined) throw new SyssharkError('USAGE', `${command} has no ${optionName(key)}: leave it out`);
}

/** The value of an option that a command cannot do without. Throws SyssharkError USAGE. */
export function needed(
  raw: RawOptions,
  key: 'to' | 'from' | 'collector' | 'tokenFile' | 'spool' | 'folder' | 'tokens' | 'write',
  command: string,
): string {
  const value = raw[key];
  if (value !== undefined && value !== '') return value;
  const row = OPTIONS.find((one) => one.key === key);
  throw new SyssharkError('USAGE', `${command} requires ${optionName(key)} ${row?.value}`);
}
