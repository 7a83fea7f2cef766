import { existsSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import { optionName, type RawOptions } from '../command-line/table.js';
import { parseCount } from './option-values.js';
import { RECORDED } from './recorded-keys.js';
import { filtersOf, isFileMeant, recorderWords } from './recorder-words.js';
import { checkOptions, type RunOptions } from './run-options.js';
import { type CaptureQuestion, checkCaptures } from './sql-options.js';

/** Where rows are written, and what belongs to them. */
interface ExportForm {
  readonly folder: string;
  readonly hasData: boolean;
}

/** Captures that are exported. */
export interface ExportRequest extends CaptureQuestion, ExportForm {}

/** What is exported while it happens. */
export interface LiveExportRequest extends ExportForm {
  readonly options: RunOptions;
  /** Words for the process that records, but for where to. */
  readonly words: readonly string[];
  /** Where the captures go once they are exported, each with its number behind this path; null to remove them. */
  readonly kept: string | null;
  /** Who exports, if root starts it; null for the user who called sudo. */
  readonly user: string | null;
}

type Key = keyof RawOptions;

const USAGE = 'export --parquet DIR FILE...';
const OWN: readonly Key[] = ['parquet', 'data', 'write', 'seconds', 'fileSize', 'displayFilters'];
/** When the rows of a capture are written: its seconds, and MB, compressed. */
const SECONDS = { DEFAULT: 60, MIN: 1, MAX: 86_400 } as const;
const MEGABYTES = { DEFAULT: 64, MIN: 1, MAX: 1000 } as const;

function folderOf({ parquet }: RawOptions): string {
  if (parquet === undefined) throw new SyssharkError('USAGE', `export writes Parquet files to a folder: ${USAGE}`);
  return parquet;
}

/** Whether what happens now is exported: no capture is given, nor meant. */
export const isLiveExport = ({ read }: RawOptions, words: readonly string[]): boolean =>
  read === undefined && !existsSync(words[0] ?? '') && words[0] !== '-' && !isFileMeant(words);

/** Validates the command line of an export of captures. Throws SyssharkError USAGE. */
export function checkExport(raw: RawOptions, words: readonly string[], command: readonly string[]): ExportRequest {
  const folder = folderOf(raw);
  const { rest, ...question } = checkCaptures(raw, words, command, { name: 'export', usage: USAGE });
  if (rest.length > 0)
    throw new SyssharkError('USAGE', `there is no file "${rest[0]}"; a filter is given with --filter`);
  if (question.captures.includes('-'))
    throw new SyssharkError('USAGE', 'export reads captures more than once: write standard input to a file first');
  return { ...question, folder, hasData: raw.data === true };
}

/** Validates the command line of an export of what happens. Throws SyssharkError USAGE. */
export function checkLiveExport(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[],
): LiveExportRequest {
  const folder = folderOf(raw);
  const key = (Object.keys(raw) as Key[]).find((one) => raw[one] !== undefined && ![...OWN, ...RECORDED].includes(one));
  if (key !== undefined)
    throw new SyssharkError('USAGE', `export writes what happens as Parquet: leave out ${optionName(key)}`);
  if (raw.write === '-') throw new SyssharkError('USAGE', 'export keeps several captures: give -w FILE');
  const seconds = parseCount(raw.seconds, '-G', { min: SECONDS.MIN, max: SECONDS.MAX }) ?? SECONDS.DEFAULT;
  const megabytes = parseCount(raw.fileSize, '-C', { min: MEGABYTES.MIN, max: MEGABYTES.MAX }) ?? MEGABYTES.DEFAULT;
  const { parquet, data, write, seconds: _, fileSize, relinquishPrivileges, ...rest } = raw;
  const parts = { raw, keys: RECORDED, filters: filtersOf(raw, words), command };
  return {
    options: { ...checkOptions(rest, words, []), printing: 'asked' },
    folder,
    hasData: data === true,
    words: ['--compress', `--seconds=${seconds}`, `--file-size=${megabytes}`, ...recorderWords(parts)],
    kept: write ?? null,
    user: relinquishPrivileges ?? null,
  };
}
