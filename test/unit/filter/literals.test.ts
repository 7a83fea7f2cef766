import { expect, test } from '@jest/globals';
import { LiteralError, parseHexBytes, parseLiteral } from '../../../src/filter/literals.js';

test.each([
  ['int8', -128, 127],
  ['int16', -32768, 32767],
  ['int32', -2147483648, 2147483647],
  ['uint8', 0, 255],
  ['uint16', 0, 65535],
  ['port', 0, 65535],
] as const)('%s accepts %d to %d', (type, low, high) => {
  expect([parseLiteral(String(low), type), parseLiteral(String(high), type)]).toEqual([low, high]);
  expect(() => parseLiteral(String(high + 1), type)).toThrow(LiteralError);
  if (type !== 'port') expect(() => parseLiteral(String(low - 1), type)).toThrow(/is not between/);
});

test('uint32 also accepts the signed form of the same bits', () => {
  expect(parseLiteral('-1', 'uint32')).toBe(0xffffffff);
  expect(parseLiteral('4294967295', 'uint32')).toBe(0xffffffff);
  expect(() => parseLiteral('4294967296', 'uint32')).toThrow(LiteralError);
  expect(() => parseLiteral('-2147483649', 'uint32')).toThrow(LiteralError);
});

test.each([
  ['int64', '9007199254740991', 9007199254740991],
  ['int64', '9007199254740993', 9007199254740993n],
  ['int64', '9223372036854775808', 9223372036854775807n],
  ['int64', '-9223372036854775809', -9223372036854775808n],
  ['int64', '-5', -5],
  ['uint64', '18446744073709551615', 18446744073709551615n],
  ['uint64', '18446744073709551616', 18446744073709551615n],
  ['uint64', '-1', 18446744073709551615n],
  ['uint64', '-18446744073709551616', 18446744073709551615n],
  ['uint64', '7', 7],
] as const)('%s takes %s as the nearest number of 64 bits', (type, text, value) => {
  expect(parseLiteral(text, type)).toBe(value);
});

test('values have at most 255 bytes', () => {
  expect(parseLiteral('x'.repeat(255), 'charbuf')).toBe('x'.repeat(255));
  expect(() => parseLiteral('x'.repeat(256), 'charbuf')).toThrow(/at most 255 bytes/);
});

test.each([
  ['bool', 'yes', 'true or false'],
  ['int32', '1.5', 'a decimal number'],
  ['ipaddr', '10.0.0', 'an IP address'],
  ['ipnet', '10.0.0.0/33', 'a network such as 10.0.0.0/8'],
] as const)('%s does not accept %s', (type, text, expected) => {
  expect(() => parseLiteral(text, type)).toThrow(`'${text}' is not ${expected}`);
});

test('true, false and ports by name are values', () => {
  expect([parseLiteral('true', 'bool'), parseLiteral('false', 'bool')]).toEqual([true, false]);
  expect([parseLiteral('https', 'port'), parseLiteral('', 'port')]).toEqual([443, 0]);
});

test('bytes are pairs of hexadecimal digits', () => {
  expect(parseHexBytes('00fF7a')).toBe('\x00\xffz');
  for (const text of ['', 'abc', 'zz']) expect(() => parseHexBytes(text)).toThrow(LiteralError);
});
