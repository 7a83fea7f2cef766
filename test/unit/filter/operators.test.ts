import { expect, test } from '@jest/globals';
import { FAMILIES } from '../../../src/filter/families.js';
import { parseHexBytes, parseLiteral } from '../../../src/filter/literals.js';
import { getOperator, OPERATORS, type OperatorName } from '../../../src/filter/operators.js';
import type { ParamType } from '../../../src/schema/param-types.js';

type Case = readonly [value: string | number | bigint | boolean, operator: OperatorName, ...literals: string[]];

const HOLD: readonly Case[] = [
  [7, '=', '7'],
  [2n ** 63n, '=', String(2n ** 63n)],
  [true, '=', 'true'],
  ['10.1.2.3', '=', '10.1.2.3'],
  [7, '!=', '8'],
  [7, '<', '8'],
  ['a', '<', 'b'],
  [7, '<=', '7'],
  [8, '>', '7'],
  [7, '>=', '7'],
  ['/etc/passwd', 'contains', 'c/p'],
  ['/etc/Passwd', 'icontains', 'C/pASS'],
  ['\x00\xff\x01', 'bcontains', 'ff01'],
  ['/etc/passwd', 'startswith', '/etc'],
  ['\xff\x01', 'bstartswith', 'ff'],
  ['/etc/passwd', 'endswith', 'wd'],
  ['/etc/passwd', 'glob', '*pass??'],
  ['/etc/Passwd', 'iglob', '*PASS??'],
  ['/etc/passwd', 'regex', '/etc/p.*d'],
  ['/etc/Passwd', 'matches', '^/ETC/p[a-z]'],
  ['a\nb', 'matches', 'b$'],
  [7, 'in', '1', '7'],
  ['cat', 'in', 'dog', 'cat'],
  ['cat', 'intersects', 'dog', 'cat'],
  ['/etc/ssl/certs', 'pmatch', '/var', '/etc/ssl'],
  ['', 'exists'],
];

const FAIL: readonly Case[] = [
  [7, '=', '8'],
  [true, '=', 'false'],
  ['10.1.2.3', '=', '10.1.2.4'],
  [7, '!=', '7'],
  [7, '<', '7'],
  [8, '<=', '7'],
  [7, '>', '7'],
  [6, '>=', '7'],
  ['/etc/passwd', 'contains', 'C/P'],
  ['/etc/passwd', 'icontains', 'shadow'],
  ['\xff\x00\x01', 'bcontains', 'ff01'],
  ['/etc/passwd', 'startswith', 'etc'],
  ['\x01\xff', 'bstartswith', 'ff'],
  ['/etc/passwd', 'endswith', 'w'],
  ['/etc/passwd', 'glob', 'pass*'],
  ['/etc/passwd', 'iglob', 'PASS*'],
  ['/etc/passwd', 'regex', 'p.*d'],
  ['/etc/passwd', 'matches', '^passwd'],
  [7, 'in', '1', '8'],
  ['cat', 'intersects', 'dog'],
  ['/etc/sslx', 'pmatch', '/etc/ssl'],
];

const ADDRESS = /^\d+(\.\d+){3}$/;

function typeOf(value: Case[0], operator: OperatorName): ParamType {
  if (typeof value === 'boolean') return 'bool';
  if (typeof value !== 'string') return 'uint64';
  if (ADDRESS.test(value)) return 'ipaddr';
  return getOperator(operator).isHex ? 'bytebuf' : 'charbuf';
}

function holds([value, operator, ...literals]: Case): boolean {
  const type = typeOf(value, operator);
  const { build, isHex } = getOperator(operator);
  const parse = (text: string) => (isHex ? parseHexBytes(text) : parseLiteral(text, type));
  const matches = build(FAMILIES[type], literals.map(parse));
  return matches(type === 'ipaddr' ? (parseLiteral(String(value), type) as Uint8Array) : value);
}

test.each(HOLD)('%j %s %s holds', (...args) => {
  expect(holds(args)).toBe(true);
});

test.each(FAIL)('%j %s %s does not hold', (...args) => {
  expect(holds(args)).toBe(false);
});

test('every operator is tested', () => {
  const tested = new Set([...HOLD, ...FAIL].map(([, operator]) => operator));
  expect(Object.keys(OPERATORS).filter((name) => !tested.has(name as OperatorName))).toEqual([]);
});
