import type { OptionRow } from './row.js';
import { scanArguments } from './scan-arguments.js';

/** A requested chisel and the range of words that follow its name: indexes among all words that are not options. */
export interface ChiselWords {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The chisels of a command line in order, with the words after each, up to the next option. */
export function findChiselWords(argv: readonly string[], rows: readonly OptionRow[]): ChiselWords[] {
  const found: { name: string; from: number; to: number }[] = [];
  let words = 0;
  let open: (typeof found)[number] | null = null;
  for (const one of scanArguments(argv, rows)) {
    if (one.kind === 'word') {
      words++;
      if (open !== null) open.to = words;
      continue;
    }
    open = one.row.key === 'chisel' ? { name: one.value ?? '', from: words, to: words } : null;
    if (open !== null) found.push(open);
  }
  return found;
}
