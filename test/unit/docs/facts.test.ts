import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { ALIASES } from '../../../src/scap/block.js';
import { BLOCK } from '../../../src/schema/block.js';
import { FD_TYPES } from '../../../src/schema/fd-types.js';
import { FILE_FLAGS } from '../../../src/schema/flags/file.js';

/** The rows of the table in a section of a page in docs/reference. */
function rowsOf(page: string, heading: string): string[] {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/reference', page), 'utf8');
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? '';
  return section.split('\n').filter((line) => line.startsWith('| '));
}

const numbersIn = (cells: readonly string[], pattern: RegExp): number[] =>
  cells.flatMap((cell) => [...cell.matchAll(pattern)].map(([number]) => Number(number)));
const ascending = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);

it('lists the block types that are read', () => {
  const rows = rowsOf('SCAP-FORMAT.md', 'Block types');
  // of the process lists from V4 to V8 it has the first and the last
  const between = [BLOCK.PROCESSES_V5, BLOCK.PROCESSES_V6, BLOCK.PROCESSES_V7];
  const listed = [...numbersIn(rows, /0x[\dA-F]+/g), ...between];
  expect(ascending(listed)).toEqual(ascending([...Object.values(BLOCK), ...ALIASES.keys()]));
});

it('lists the types of descriptors', () => {
  const types = rowsOf('SCAP-FORMAT.md', 'Descriptor list').map((row) => row.split('|')[1] as string);
  expect(ascending(numbersIn(types, /(?<=[ ,]|^)\d+(?= )/g))).toEqual(
    ascending(Object.values(FD_TYPES).map(({ id }) => id)),
  );
});

it('lists the open flags', () => {
  const values = new Map(FILE_FLAGS.entries);
  const listed = rowsOf('PARAMETERS.md', 'Open flags').flatMap((row) => [...row.matchAll(/\b(O_[A-Z]+) \| (\d+)/g)]);
  expect(listed.length).toBeGreaterThan(10);
  expect(listed.filter(([, name, value]) => values.get(name as string) !== Number(value))).toEqual([]);
});
