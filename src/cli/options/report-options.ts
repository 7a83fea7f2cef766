import { SyssharkError } from '../../errors.js';
import type { SourceKind } from '../../run/sources.js';
import type { RawOptions } from '../command-line/table.js';
import { leadingCapture } from './leading-capture.js';
import { refuseOtherOutput } from './other-output.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** What is reported. */
export interface ReportRequest {
  readonly options: RunOptions;
  /** The capture; - for standard input. */
  readonly capture: string;
  /** The file to write; null for standard output. */
  readonly file: string | null;
}

/** Validates the command line of report. Throws SyssharkError USAGE. */
export function checkReport(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[],
  sources: readonly SourceKind[],
): ReportRequest {
  refuseOtherOutput(raw, 'report writes a page', 'json');
  if (command.length > 0)
    throw new SyssharkError('USAGE', 'report shows captures that exist: record one first, with -w FILE -- COMMAND');
  const [capture, filter] = leadingCapture(raw.read, words, { name: 'report', form: 'report FILE [FILTER] -o FILE' });
  const options = { ...checkOptions({ ...raw, read: [capture] }, filter, [], sources), printing: 'asked' } as const;
  return { options, capture, file: options.textFile };
}
