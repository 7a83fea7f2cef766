import type { OptionRow } from './row.js';

/** An argument of a command line: a word, or an option with its value (null for none). */
type Scanned =
  | { readonly kind: 'word'; readonly at: number; readonly text: string }
  | { readonly kind: 'option'; readonly row: OptionRow; readonly value: string | null };

/** An option found in an argument. */
interface Found {
  readonly row: OptionRow;
  /** The text attached to it or after its "="; null if there is none. */
  readonly value: string | null;
}

const NUMBER = /^-(?:\d+|\d*\.\d+)$/;

function readLong(word: string, rows: readonly OptionRow[]): Found | null {
  const [, name = '', value] = /^--([^=]*)(?:=(.*))?$/su.exec(word) ?? [];
  const row = rows.find(({ names }) => names.includes(name));
  return row === undefined ? null : { row, value: value ?? null };
}

/** The last option of a group of letters: the only one that can have a value. */
function readLetters(word: string, rows: readonly OptionRow[]): Found | null {
  let found: Found | null = null;
  for (let at = 1; at < word.length; at++) {
    const row = rows.find(({ letter }) => letter === word[at]);
    if (row === undefined) return found;
    found = { row, value: word.slice(at + 1) || null };
    if (row.value !== undefined) return found;
  }
  return found;
}

function readOption(text: string, rows: readonly OptionRow[]): Found | null {
  return text.startsWith('--') ? readLong(text, rows) : readLetters(text, rows);
}

const isWord = (text: string): boolean => text === '-' || !text.startsWith('-') || NUMBER.test(text);

/** Whether the value of an option is the next argument. */
const isNextItsValue = ({ row, value }: Found): boolean =>
  row.value !== undefined && value === null && !row.isValueOptional;

/** The words and options of a command line in order, as its parser will take them; unknown options are left out. */
export function* scanArguments(
  argv: readonly string[],
  rows: readonly OptionRow[],
): Generator<Scanned, void, undefined> {
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at] as string;
    if (isWord(text)) {
      yield { kind: 'word', at, text };
      continue;
    }
    const option = readOption(text, rows);
    if (option === null) continue;
    yield { kind: 'option', row: option.row, value: isNextItsValue(option) ? (argv[++at] ?? null) : option.value };
  }
}
