import { expect, test } from '@jest/globals';
import { csvOf } from '../../../src/web/csv.js';

async function csv(...pieces: readonly string[]): Promise<string> {
  async function* table(): AsyncGenerator<Uint8Array, void, void> {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  const found: Buffer[] = [];
  for await (const piece of csvOf(table())) found.push(piece);
  return String(Buffer.concat(found));
}

test('quotes what RFC 4180 wants quoted', async () => {
  expect(await csv('a\tb c\t"d",e\t\n', 'x\\ny\t\\\\\t \n')).toBe('a,b c,"""d"",e",\r\n"x\ny",\\," "\r\n');
});

test('keeps a line whole that comes in pieces', async () => {
  expect(await csv('a\tb', 'c\nd', '\n')).toBe('a,bc\r\nd\r\n');
});

test.each([
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+cmd', "'+cmd"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\\t=1', "'\t=1"],
  ['＝1', "'＝1"],
  ['-2', '-2'],
  ['+3.5', '+3.5'],
  ['a=1', 'a=1'],
])('makes text of formulas: %s', async (value, cell) => {
  expect(await csv(`${value}\n`)).toBe(`${cell}\r\n`);
});
