import { describe, expect, test } from '@jest/globals';
import { ByteText } from '../../../../src/bytes/byte-text.js';
import type { Column, Report, Row } from '../../../../src/output/rows/column.js';
import type { RowContext, RowForm } from '../../../../src/output/rows/form.js';
import { rowWriter } from '../../../../src/output/rows/write-rows.js';
import { PLAIN_CONTEXT } from '../../../helpers/chisels.js';

const COLUMNS: readonly Column[] = [
  { name: 'evt.rawtime', heading: null, type: 'time' },
  { name: 'bytes', heading: 'Bytes', type: 'bytes', width: 8 },
  { name: 'fd.name', heading: 'File', type: 'text', width: 6 },
  { name: 'share', heading: 'Share', type: 'cpu', isRight: true },
];
const NOON = 1_700_000_000_000_000_001n;
const ROWS: readonly Row[] = [
  [NOON, 2048, 'a\x1bb', 5e8],
  [NOON, 1, null, 0],
];

function written(form: Partial<RowForm>, report: Report, context: Partial<RowContext> = {}): string[] {
  const out = new ByteText();
  const whole: RowForm = { columns: COLUMNS, layout: { kind: 'table' }, ...form };
  rowWriter(whole, { ...PLAIN_CONTEXT, ...context }).report(out, report);
  return out.toText().split('\n').slice(0, -1);
}

const RULE = '-'.repeat(80);

describe('JSON of rows', () => {
  test('has all columns, with exact numbers and unmasked text', () => {
    expect(written({}, { rows: ROWS }, { isJson: true })).toEqual([
      '{"evt.rawtime":1700000000000000001,"bytes":2048,"fd.name":"a\\u001bb","share":500000000}',
      '{"evt.rawtime":1700000000000000001,"bytes":1,"fd.name":null,"share":0}',
    ]);
  });

  test('has the members that the form names, in that order, and every row', () => {
    const rows = Array.from({ length: 50 }, (): Row => [NOON, 1, 'a', 0]);
    const lines = written({ members: ['fd.name', 'bytes'] }, { rows, others: [NOON, 9, null, 0] }, { isJson: true });
    expect(lines).toHaveLength(51);
    expect(lines[0]).toBe('{"fd.name":"a","bytes":1}');
    expect(lines.at(-1)).toBe('{"fd.name":null,"bytes":9}');
  });

  test('has lists, and doubles with a fraction', () => {
    const columns: readonly Column[] = [
      { name: 'd', heading: 'D', type: 'double' },
      { name: 't', heading: 'T', type: 'texts' },
      { name: 'c', heading: 'C', type: 'counts' },
    ];
    expect(written({ columns }, { rows: [[5, ['a', '"'], [1, 2]]] }, { isJson: true })).toEqual([
      '{"d":5.0,"t":["a","\\""],"c":[1,2]}',
    ]);
  });
});

describe('text of rows', () => {
  test('as a table has a heading, a rule, and masked values with units', () => {
    expect(written({}, { rows: ROWS, elapsed: 1e9, note: '(more)' })).toEqual([
      'Bytes     File  Share',
      RULE,
      '2.00KB    a.b   50.00%',
      '1B        <NA>  0.00%',
      '(more)',
    ]);
  });

  test('as a table has the first ten rows, or all, then the sum of all others', () => {
    const rows = Array.from({ length: 12 }, (_, i): Row => [NOON, 12 - i, `f${i}`, 0]);
    const others: Row = [NOON, 7, null, null];
    expect(written({}, { rows, others })).toHaveLength(2 + 10 + 1);
    expect(written({}, { rows, others }, { isVerbose: true })).toHaveLength(2 + 12 + 1);
    expect(written({}, { rows, others }).at(-1)).toBe('7B        (all others)');
  });

  test('as a listing has columns as wide as their values', () => {
    expect(written({ layout: { kind: 'listing' } }, { rows: ROWS })).toEqual([
      'Bytes   File  Share',
      '2.00KB  a.b   0.00%',
      '1B      -     0.00%',
    ]);
  });

  test('in columns of fixed width has its headings once, or in each report', () => {
    const columns = COLUMNS.slice(1);
    const rows: readonly Row[] = [[2048, 'a\nb', 0]];
    const form = (hasRule: boolean): RowForm => ({ columns, layout: { kind: 'columns', hasRule } });
    const heading = 'Bytes     File    Share';
    expect(rowWriter(form(false), PLAIN_CONTEXT).heading).toBe(heading);
    expect(rowWriter(form(true), PLAIN_CONTEXT).heading).toBeNull();
    expect(written(form(false), { rows })).toEqual(['2.00KB    a.b     0.00%']);
    expect(written(form(true), { rows })).toEqual([heading, RULE, '2.00KB    a.b     0.00%']);
  });

  test('as lines has values in place of names', () => {
    const layout = { kind: 'lines', heading: 'X', line: '%fd.name: (%bytes)' } as const;
    expect(written({ layout }, { rows: ROWS })).toEqual(['a.b: (2.00KB)', '<NA>: (1B)']);
    expect(() => written({ layout: { ...layout, line: '%nothing' } }, { rows: [] })).toThrow('nothing');
  });
});
