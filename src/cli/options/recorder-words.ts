import { OPTIONS, type RawOptions } from '../command-line/table.js';

type Key = keyof RawOptions;

/** One word alone is no filter: a file is meant. */
const FILE_NAME = /^[\w./+-]+$/;

/** Whether words, which are no files, are meant as one rather than as a filter. */
export const isFileMeant = (words: readonly string[]): boolean => words.length === 1 && FILE_NAME.test(words[0] ?? '');

/** The words of an option, as it was given. */
function wordsOf(key: Key, value: RawOptions[Key]): readonly string[] {
  const row = OPTIONS.find((one) => one.key === key);
  const name = `--${row?.names[0]}`;
  if (row?.value === undefined) return [name];
  return [value].flat().map((one) => `${name}=${one}`);
}

/** What a process is told that records for another one. */
export interface RecorderParts {
  readonly raw: RawOptions;
  /** The options that it is given as well, if they are there. */
  readonly keys: readonly Key[];
  readonly filters: readonly string[];
  readonly command: readonly string[];
}

/** The filters of words and options. */
export const filtersOf = ({ displayFilters = [] }: RawOptions, words: readonly string[]): string[] =>
  [words.join(' '), ...displayFilters].filter((one) => one !== '');

/** Words for a process that records for another one; those that say where come before. */
export const recorderWords = ({ raw, keys, filters, command }: RecorderParts): readonly string[] => [
  ...['--quiet', '--unbuffered'],
  ...keys.flatMap((key) => (raw[key] === undefined ? [] : wordsOf(key, raw[key]))),
  ...filters.map((filter) => `--filter=${filter}`),
  ...(command.length === 0 ? [] : ['--', ...command]),
];
