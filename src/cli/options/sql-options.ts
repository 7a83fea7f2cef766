import { existsSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import type { RawOptions } from '../command-line/table.js';
import { refuseOtherOutput } from './other-output.js';
import { checkOptions, type RunOptions } from './run-options.js';

const FORMS = ['table', 'csv', 'json', 'parquet'] as const;
type SqlForm = (typeof FORMS)[number];
/** Those that are printed row by row. */
export type TextForm = Exclude<SqlForm, 'parquet'>;

/** Captures, and which of their events count. */
export interface CaptureQuestion {
  readonly options: RunOptions;
  readonly captures: readonly string[];
  /** The filters of the events, joined (UTF-8); empty for none. */
  readonly filter: string;
}

/** What is asked, of which captures: statements, or null to prompt for them. */
export type SqlRequest = CaptureQuestion &
  ({ readonly query: string; readonly form: SqlForm } | { readonly query: null; readonly form: TextForm });

/** A command that reads captures, and how it is written. */
interface CommandForm {
  readonly name: string;
  readonly usage: string;
}

const USAGE = "sql FILE... 'select ...'";
const STDIN = '-';

const isCapture = (word: string): boolean => word === STDIN || existsSync(word);

/** The captures, of -r and of leading words that are files, and the words after them. */
function splitWords(read: readonly string[], words: readonly string[]): readonly [string[], readonly string[]] {
  const end = words.findIndex((word) => !isCapture(word));
  const leading = end < 0 ? words.length : end;
  return [[...read, ...words.slice(0, leading)], words.slice(leading)];
}

/** Throws SyssharkError if there are no captures, or one is missing. */
function checkFiles(captures: readonly string[], [next]: readonly string[], { name, usage }: CommandForm): void {
  if (captures.length === 0) {
    const missing = next === undefined ? '' : `; there is no file "${next}"`;
    throw new SyssharkError('USAGE', `${name} reads captures: ${usage}${missing}`);
  }
  const missing = captures.find((capture) => !isCapture(capture));
  if (missing !== undefined) throw new SyssharkError('IO', `cannot read ${missing}: there is no such file`);
}

const joined = (filters: readonly string[]): string =>
  filters.length > 1 ? filters.map((filter) => `(${filter})`).join(' and ') : (filters[0] ?? '');

/** The captures of a command line, and the words after them. Throws SyssharkError. */
export function checkCaptures(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[],
  form: CommandForm,
): CaptureQuestion & { readonly rest: readonly string[] } {
  refuseOtherOutput(raw, `${form.name} has an output of its own`, 'json', 'textFile');
  if (command.length > 0)
    throw new SyssharkError(
      'USAGE',
      `${form.name} reads captures that exist: record one first, with -w FILE -- COMMAND`,
    );
  const [captures, rest] = splitWords(raw.read ?? [], words);
  checkFiles(captures, rest, form);
  return {
    options: { ...checkOptions({ ...raw, read: captures }, []), printing: 'asked' },
    captures,
    filter: joined(raw.displayFilters ?? []),
    rest,
  };
}

/** Validates the command line of sql. Throws SyssharkError. */
export function checkSql(raw: RawOptions, words: readonly string[], command: readonly string[]): SqlRequest {
  const { rest, ...question } = checkCaptures(raw, words, command, { name: 'sql', usage: USAGE });
  const [query, next] = rest;
  if (next !== undefined)
    throw new SyssharkError('USAGE', `a query is one word: ${USAGE}; "${query}" is no file, and "${next}" follows`);
  const form = raw.format ?? 'table';
  if (query !== undefined) return { ...question, query, form };
  if (form === 'parquet')
    throw new SyssharkError('USAGE', `--format parquet is for one query: ${USAGE} --format parquet > FILE`);
  return { ...question, query: null, form };
}
