import { SyssharkError } from '../../errors.js';
import type { RawOptions } from '../command-line/table.js';
import { type CaptureQuestion, checkCaptures } from './sql-options.js';

/** What is exported, and where to. */
export interface ExportRequest extends CaptureQuestion {
  readonly folder: string;
  readonly hasData: boolean;
}

const USAGE = 'export --parquet DIR FILE...';

/** Validates the command line of export. Throws SyssharkError USAGE. */
export function checkExport(raw: RawOptions, words: readonly string[], command: readonly string[]): ExportRequest {
  if (raw.parquet === undefined) throw new SyssharkError('USAGE', `export writes Parquet files to a folder: ${USAGE}`);
  const { rest, ...question } = checkCaptures(raw, words, command, { name: 'export', usage: USAGE });
  if (rest.length > 0)
    throw new SyssharkError('USAGE', `there is no file "${rest[0]}"; a filter is given with --filter`);
  if (question.captures.includes('-'))
    throw new SyssharkError('USAGE', 'export reads captures more than once: write standard input to a file first');
  return { ...question, folder: raw.parquet, hasData: raw.data === true };
}
