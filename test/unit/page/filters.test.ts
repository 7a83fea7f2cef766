import { expect, test } from '@jest/globals';
import { completionAt, offersFor } from '../../../page/filter/completion.js';
import { tokensOf } from '../../../page/filter/tokens.js';
import { JOINS, termOf } from '../../../page/text/filter-terms.js';
import { withRange } from '../../../page/text/time-range.js';
import type { FieldInfo } from '../../../src/web/protocol.js';

const field = (name: string): FieldInfo => ({ name, class: '', type: '', description: '', arg: 'none', values: null });

test('every character of a filter is in one token', () => {
  for (const text of [
    'a.b=1 and (c in (x, "y z")) or not d exists',
    '"unclosed',
    'é = ü',
    'evt.arg[0] != 3',
    '&&||<=>=',
  ]) {
    expect(
      tokensOf(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text);
  }
});

test('tokens are what they stand for', () => {
  const kinds = tokensOf('proc.name = nginx and fd.name in (a, b) or not x.y exists')
    .filter(({ kind }) => kind !== 'blank')
    .map(({ kind, text }) => `${kind}:${text}`);
  expect(kinds.join(' ')).toBe(
    'field:proc.name operator:= value:nginx keyword:and field:fd.name operator:in bracket:( value:a bracket:, value:b ' +
      'bracket:) keyword:or keyword:not field:x.y operator:exists',
  );
});

test.each([
  ['evt.la', 'field', 'evt.la', ''],
  ['evt.latency ', 'operator', '', 'evt.latency'],
  ['evt.type=op', 'value', 'op', 'evt.type'],
  ['evt.type=', 'value', '', 'evt.type'],
  ['evt.type in (open, cl', 'value', 'cl', 'evt.type'],
  ['evt.type=open and pr', 'field', 'pr', ''],
  ['not (ev', 'field', 'ev', ''],
])('after %j comes a %s', (text, kind, typed, of) => {
  expect(completionAt(text, text.length)).toMatchObject({ kind, typed, field: of });
});

test('fields that begin so come first', () => {
  const fields = ['evt.wait_latency', 'proc.lat', 'lat.x'].map(field);
  const offers = offersFor({ start: 0, end: 3, typed: 'lat', kind: 'field', field: '' }, fields);
  expect(offers.map(({ text }) => text)).toEqual(['lat.x', 'proc.lat', 'evt.wait_latency']);
});

test('values are quoted where needed', () => {
  expect(termOf('proc.name', 'nginx', '0')).toBe('proc.name=nginx');
  expect(termOf('proc.name', 'a "b" \\c', '0')).toBe('proc.name="a \\"b\\" \\\\c"');
  expect(termOf('proc.name', '', '0')).toBe('proc.name=""');
  expect(termOf('fd.name', '\xff', '0')).toBeNull();
  expect(termOf('evt.time', '22:15:25.1', '1560550525100000000')).toBe('evt.rawtime=1560550525100000000');
});

test('a term joins a filter with brackets where they count', () => {
  const join = (index: number, old: string, term: string) => JOINS[index]?.join(old, term);
  expect(join(2, 'a=1', 'b=2')).toBe('a=1 and b=2');
  expect(join(2, 'a=1 or c=3', 'b=2')).toBe('(a=1 or c=3) and b=2');
  expect(join(3, 'a=1 and c=3', 'b=2')).toBe('(a=1 and c=3) or b=2');
  expect(join(4, '', 'b=2')).toBe('not b=2');
  expect(join(1, 'a=1', 'b=2 or c=3')).toBe('not (b=2 or c=3)');
});

test('a range of times takes the place of another', () => {
  const one = withRange('a=1 or b=2', '5', '6');
  expect(one).toBe('(a=1 or b=2) and evt.rawtime>=5 and evt.rawtime<=6');
  expect(withRange(one, '7', '8')).toBe('(a=1 or b=2) and evt.rawtime>=7 and evt.rawtime<=8');
  expect(withRange('(a=1) or (b=2)', '5', '6')).toBe('((a=1) or (b=2)) and evt.rawtime>=5 and evt.rawtime<=6');
  expect(withRange('(a=")" or b=1)', '5', '6')).toBe('(a=")" or b=1) and evt.rawtime>=5 and evt.rawtime<=6');
  expect(withRange(withRange('', '1', '2'), '3', '4')).toBe('evt.rawtime>=3 and evt.rawtime<=4');
});
