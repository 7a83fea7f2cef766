import { describe, expect, test } from '@jest/globals';
import { COLUMNS } from '../../../../src/cli/command-line/columns.js';
import { EXAMPLES } from '../../../../src/cli/command-line/examples.js';
import { renderHelp } from '../../../../src/cli/command-line/help.js';
import type { OptionRow } from '../../../../src/cli/command-line/row.js';
import { GROUPS, OPTIONS } from '../../../../src/cli/command-line/table.js';
import { checkOptions } from '../../../../src/cli/options/run-options.js';
import { parseCommandLine } from '../../../../src/cli/program.js';
import { BUILT_IN_FIELDS } from '../../../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../../src/fields/field-context.js';
import { compileFilter } from '../../../../src/filter/filter.js';
import { selectFields } from '../../../../src/output/list.js';
import { registryOf } from '../../../../src/run/source-fields.js';
import { SOURCES } from '../../../../src/run/sources.js';

const CONTEXT = { ...DEFAULT_FIELD_CONTEXT, registry: registryOf(SOURCES) };

/** Splits a line without escapes into words like a shell. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}

function duplicates(names: readonly string[]): string[] {
  return names.filter((name, i) => names.indexOf(name) !== i);
}

function flagsOf({ letter, names }: OptionRow): string[] {
  return [...(letter === undefined ? [] : [`-${letter}`]), ...names.map((name) => `--${name}`)];
}

/** The ways to give an option: alone, or with its value attached and as a separate word. */
function spellings(row: OptionRow, flag: string, value: string): string[][] {
  if (row.value === undefined || (row.isLetterBare && !flag.startsWith('--'))) return [[flag]];
  const attached = flag.startsWith('--') ? `${flag}=${value}` : `${flag}${value}`;
  return row.isValueOptional ? [[attached]] : [[attached], [flag, value]];
}

describe('the table of options', () => {
  test('has every letter, name and key once', () => {
    const lettersOf = (rows: readonly OptionRow[]): string[] => rows.flatMap(({ letter }) => letter ?? []);
    const letters = lettersOf(OPTIONS);
    // those of columns have another meaning without -T fields
    expect(duplicates(letters)).toEqual(lettersOf(COLUMNS));
    expect(letters.filter((letter) => letter.length !== 1)).toEqual([]);
    expect(duplicates(OPTIONS.flatMap(({ names }) => names))).toEqual([]);
    expect(duplicates(OPTIONS.map(({ key }) => key))).toEqual([]);
  });

  test.each(OPTIONS.map((row) => [row.names[0], row] as const))('--%s is parsed in all its spellings', (_, row) => {
    const value = row.choices?.[0] ?? 'a-value';
    const columns = COLUMNS.some(({ key }) => key === row.key) ? ['-T', 'fields'] : [];
    const isGiven = row.isCounted ? 1 : true;
    const expected = row.value === undefined ? isGiven : row.isRepeatable ? [value] : value;
    for (const line of flagsOf(row).flatMap((flag) => spellings(row, flag, value)))
      expect(parseCommandLine(['evt.type=open', ...columns, ...line, 'and fd.num=1'])).toMatchObject({
        options: { [row.key]: row.isLetterBare && line[0] === `-${row.letter}` ? '' : expected },
        words: ['evt.type=open', 'and fd.num=1'],
      });
  });

  test('takes each choice of an option, whatever it means to another tool', () => {
    const choices = OPTIONS.flatMap((row) => (row.choices ?? []).map((choice) => [row, choice] as const));
    expect(choices.length).toBeGreaterThan(0);
    for (const [row, choice] of choices)
      expect(parseCommandLine([`--${row.names[0]}=${choice}`]).options).toMatchObject({
        [row.key]: row.isRepeatable ? [choice] : choice,
      });
  });

  test('has options with an optional value, which do not take a word of the filter', () => {
    expect(parseCommandLine(['-B', 'evt.type=open', '--bpf', '-q'])).toMatchObject({
      options: { bpf: '', quiet: true },
      words: ['evt.type=open'],
    });
    expect(parseCommandLine(['-lv', 'proc'])).toMatchObject({ options: { list: '', verbose: true }, words: ['proc'] });
    expect(parseCommandLine(['--list', 'proc', '--list-markdown'])).toMatchObject({
      options: { list: '', listMarkdown: '' },
      words: ['proc'],
    });
  });

  test('is in the help, each group and row once, but for what only scripts of other programs use', () => {
    const lines = renderHelp().split('\n');
    for (const { title, rows } of GROUPS) {
      expect(lines.filter((line) => line === `${title}:`)).toHaveLength(1);
      for (const { names, help, isUnlisted } of rows as readonly OptionRow[]) {
        const found = lines.filter((line) => /--([^ [=]+)/.exec(line)?.[1] === names[0] && line.endsWith(help));
        expect([names[0], found.length]).toEqual([names[0], isUnlisted === true ? 0 : 1]);
      }
    }
  });

  const examples = [...EXAMPLES.map(({ line }) => line), ...OPTIONS.flatMap(({ example }) => example ?? [])];
  test.each(examples)('example: sysshark %s', (example) => {
    const { name, options, words, command } = parseCommandLine(wordsOf(example));
    if (options.list !== undefined) {
      expect(selectFields(BUILT_IN_FIELDS.listed, words).length).toBeGreaterThan(1);
      return;
    }
    // the captures that diff compares come first, if they exist, and the host that fetch asks
    const rest = words.filter((word, i) => !word.endsWith('.scap') && !(name === 'fetch' && i === 0));
    const { filter } = checkOptions(options, rest, command);
    if (filter !== '') expect(compileFilter(filter, CONTEXT).mask.length).toBeGreaterThan(0);
  });
});
