import type { OptionRow } from './row.js';

/** A requested chisel and the range of words that follow its name: indexes among all words that are not options. */
export interface ChiselWords {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

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

/** The chisels of a command line in order, with the words after each, up to the next option. */
export function findChiselWords(argv: readonly string[], rows: readonly OptionRow[]): ChiselWords[] {
  const found: { name: string; from: number; to: number }[] = [];
  let words = 0;
  let open: (typeof found)[number] | null = null;
  for (let at = 0; at < argv.length; at++) {
    const text = argv[at] as string;
    if (isWord(text)) {
      words++;
      if (open !== null) open.to = words;
      continue;
    }
    const option = readOption(text, rows);
    if (option !== null && isNextItsValue(option)) at++;
    open = option?.row.key === 'chisel' ? { name: option.value ?? (argv[at] as string), from: words, to: words } : null;
    if (open !== null) found.push(open);
  }
  return found;
}
