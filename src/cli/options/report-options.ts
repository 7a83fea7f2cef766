import { SyssharkError } from '../../errors.js';
import { nameOf, OPTIONS, type RawOptions } from '../command-line/table.js';
import { leadingCapture } from './leading-capture.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** What is reported. */
export interface ReportRequest {
  readonly options: RunOptions;
  /** The capture; - for standard input. */
  readonly capture: string;
  /** The file to write; null for standard output. */
  readonly file: string | null;
}

/** Options that print or write something else. */
const OTHERS: ReadonlySet<string> = new Set([
  'write',
  'json',
  'print',
  'form',
  'quiet',
  'summary',
  'printAscii',
  'printHex',
  'printHexAscii',
  'printBase64',
]);

/** Validates the command line of report. Throws SyssharkError USAGE. */
export function checkReport(raw: RawOptions, words: readonly string[], command: readonly string[]): ReportRequest {
  const other = OPTIONS.find(({ key }) => OTHERS.has(key) && key in raw);
  if (other !== undefined) throw new SyssharkError('USAGE', `report writes a page: leave out ${nameOf(other)}`);
  if (command.length > 0)
    throw new SyssharkError('USAGE', 'report shows captures that exist: record one first, with -w FILE -- COMMAND');
  const [capture, filter] = leadingCapture(raw.read, words, { name: 'report', form: 'report FILE [FILTER] -o FILE' });
  const options = { ...checkOptions({ ...raw, read: [capture] }, filter), printing: 'asked' } as const;
  return { options, capture, file: options.textFile };
}
