import { SyssharkError } from '../../errors.js';
import { nameOf, OPTIONS, type RawOptions } from '../command-line/table.js';

/** Options that say what is printed or written of events. */
const OF_EVENTS: readonly (keyof RawOptions)[] = [
  'write',
  'print',
  'form',
  'quiet',
  'summary',
  'printAscii',
  'printHex',
  'printHexAscii',
  'printBase64',
];

/**
 * Refuses options of output for a command that has output of its own: `what` it does, as in "report writes a page"; `more`: other options
 * that do not go with it. Throws SyssharkError USAGE.
 */
export function refuseOtherOutput(raw: RawOptions, what: string, ...more: readonly (keyof RawOptions)[]): void {
  const refused: ReadonlySet<string> = new Set([...OF_EVENTS, ...more]);
  const other = OPTIONS.find(({ key }) => refused.has(key) && key in raw);
  if (other !== undefined) throw new SyssharkError('USAGE', `${what}: leave out ${nameOf(other)}`);
}
