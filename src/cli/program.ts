import { Command, CommanderError, Option } from 'commander';
import { SyssharkError } from '../errors.js';
import { type ChiselWords, findChiselWords } from './command-line/chisel-words.js';
import { COLUMNS } from './command-line/columns.js';
import { COMMANDS, type CommandName } from './command-line/commands.js';
import { insteadOfOption, insteadOfValue, insteadOfWord } from './command-line/other-tools.js';
import type { OptionRow } from './command-line/row.js';
import { nameOf, OPTIONS, type RawOptions } from './command-line/table.js';
import { UNSUPPORTED } from './command-line/unsupported.js';

/** A parsed command line. */
export interface CommandLine {
  readonly options: RawOptions;
  /** The subcommand; null to capture or read events. */
  readonly name: CommandName | null;
  /** The words of the filter, or the arguments of the subcommand. */
  readonly words: readonly string[];
  /** The chisels, and which of the words follow each. */
  readonly chisels: readonly ChiselWords[];
  /** The words after `--`. */
  readonly command: readonly string[];
}

const KNOWN: readonly OptionRow[] = [...OPTIONS, ...UNSUPPORTED];
const OF_COLUMNS: ReadonlySet<OptionRow> = new Set(COLUMNS);
const COLUMN_LETTERS: ReadonlySet<string | undefined> = new Set(COLUMNS.map(({ letter }) => letter));

/** The options that a command line can use: some letters have another meaning with -T fields. */
export function optionsKnownTo(argv: readonly string[]): readonly OptionRow[] {
  const hasColumns = /(?:^|\n)(?:-T\n?|--form[\n=])fields(?:\n|$)/.test(argv.join('\n'));
  return KNOWN.filter((row) => (hasColumns && COLUMN_LETTERS.has(row.letter)) === OF_COLUMNS.has(row));
}

/** One spelling of an option; its value is stored under the key of its row, whichever spelling is used. */
class Spelling extends Option {
  private readonly key: string;

  constructor(row: OptionRow, flags: string) {
    super(row.value === undefined ? flags : `${flags} <${row.value}>`);
    this.key = row.key;
    // "no-" is part of the name, not a negation
    this.negate = false;
    this.argParser<string | readonly string[]>((value, before) => {
      checkValue(row, value);
      return row.isRepeatable ? [...(before ?? []), value] : value;
    });
  }

  override attributeName(): string {
    return this.key;
  }
}

function checkValue(row: OptionRow, value: string): void {
  const { choices, isValueOptional } = row;
  if (choices?.includes(value)) return;
  const hint = insteadOfValue(row, value);
  if (hint === null && choices === undefined && (value !== '' || isValueOptional)) return;
  const what = choices === undefined ? `a ${row.value}` : `one of ${choices.join(' ')}`;
  throw new SyssharkError('USAGE', `${nameOf(row)} takes ${what}, not "${value}"${hint === null ? '' : `; ${hint}`}`);
}

/** Throws SyssharkError USAGE for a word that other tools take for the value of an option which has none here. */
function rejectForeignWords(options: Readonly<Record<string, unknown>>, words: readonly string[]): void {
  const found = insteadOfWord(options, words);
  if (found === null) return;
  const row = OPTIONS.find(({ key }) => key === found.key) as OptionRow;
  throw new SyssharkError('USAGE', `${nameOf(row)} takes no value such as "${found.word}"; ${found.hint}`);
}

function spellings(row: OptionRow): Spelling[] {
  const [first, ...others] = row.names.map((name) => `--${name}`);
  if (row.isLetterBare) {
    const { value: _, ...bare } = row;
    const letter = new Spelling(bare, `-${row.letter}`).preset('') as Spelling;
    return [letter, ...row.names.map((name) => new Spelling(row, `--${name}`))];
  }
  const flags = row.letter === undefined ? `${first}` : `-${row.letter}, ${first}`;
  return [flags, ...others].map((one) => new Spelling(row, one));
}

function defineProgram(rows: readonly OptionRow[]): Command {
  const program = new Command('sysshark')
    .argument('[words...]')
    .helpOption(false)
    .exitOverride()
    .allowExcessArguments()
    .configureOutput({ writeErr: () => undefined });
  for (const row of rows) {
    for (const spelling of spellings(row)) program.addOption(spelling);
    if (row.isCounted) countTimes(row, program);
  }
  return program;
}

function countTimes({ key, names: [name] }: OptionRow, program: Command): void {
  let times = 0;
  program.on(`option:${name}`, () => program.setOptionValue(key, ++times));
}

/** Replacements for options that are given without their optional value: the next word is not their value. */
const BARE = new Map(
  KNOWN.filter((row) => row.isValueOptional).flatMap(({ letter, names }) =>
    [`-${letter}`, `--${names[0]}`].map((flag) => [flag, `--${names[0]}=`] as const),
  ),
);

/** The words before and after the first `--`. Throws SyssharkError USAGE if none follow it. */
function splitCommand(argv: readonly string[]): {
  readonly own: readonly string[];
  readonly command: readonly string[];
} {
  const at = argv.indexOf('--');
  if (at < 0) return { own: argv, command: [] };
  if (at === argv.length - 1) throw new SyssharkError('USAGE', 'a command is missing after --');
  return { own: argv.slice(0, at), command: argv.slice(at + 1) };
}

function parse(argv: readonly string[]): Command {
  const program = defineProgram(optionsKnownTo(argv));
  try {
    return program.parse(
      argv.map((word) => BARE.get(word) ?? word),
      { from: 'user' },
    );
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const message = error.message.replace(/^error: /, '').replace(/\n/g, ' ');
    const hint = insteadOfOption(message);
    const mistake = hint === null ? message : message.replace(/ \(Did you mean .*\)$/, '');
    throw new SyssharkError('USAGE', `${mistake}; ${hint ?? 'see sysshark --help'}`);
  }
}

function rejectUnsupported(options: Readonly<Record<string, unknown>>): void {
  const row = UNSUPPORTED.find(({ key }) => options[key] !== undefined);
  if (row !== undefined) throw new SyssharkError('USAGE', `${nameOf(row)}: ${row.reason}`);
}

/** Parses the arguments after the program's name. Throws SyssharkError USAGE. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { own, command } = splitCommand(argv);
  const program = parse(own);
  rejectUnsupported(program.opts());
  rejectForeignWords(program.opts(), program.args);
  const chisels = findChiselWords(own, optionsKnownTo(own));
  const [first, ...others] = program.args;
  const row = COMMANDS.find(({ name }) => name === first);
  if (row !== undefined && !('arguments' in row) && others.length > 0)
    throw new SyssharkError('USAGE', `${row.name} takes no arguments, not "${others.join(' ')}"`);
  if (row !== undefined && chisels.length > 0)
    throw new SyssharkError('USAGE', `${row.name} does not run chisels: leave out -c`);
  return {
    options: program.opts<RawOptions>(),
    name: row?.name ?? null,
    words: row === undefined ? program.args : others,
    chisels,
    command,
  };
}
