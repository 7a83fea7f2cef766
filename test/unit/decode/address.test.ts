import { describe, expect, test } from '@jest/globals';
import { isMappedIpv4, isZeroAddress, renderAddress } from '../../../src/decode/address.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('the text of an address', () => {
  // right-hand sides: getent ahosts / inet_ntop of glibc
  test.each([
    ['7f000001', '127.0.0.1'],
    ['00000000000000000000000000000000', '::'],
    ['00000000000000000000000000000001', '::1'],
    ['20010db8000000000000000000000003', '2001:db8::3'],
    ['fe800000000000000001000000000002', 'fe80::1:0:0:2'],
    ['00010000000000020003000400050006', '1::2:3:4:5:6'],
    ['00010000000200030004000500060007', '1:0:2:3:4:5:6:7'],
    ['00010002000300040005000600000000', '1:2:3:4:5:6::'],
    ['00000000000000000000ffff0a000102', '::ffff:10.0.1.2'],
    ['000000000000000000000000c0a80001', '::192.168.0.1'],
    ['0000000000000000ffff00000a000102', '::ffff:0:a00:102'],
    ['00010002000000000000000300000000', '1:2::3:0:0'],
  ])('%s is %s', (hex, text) => {
    expect(renderAddress(bytes(hex))).toBe(text);
  });
});

describe('an IPv4 address inside an IPv6 one', () => {
  test.each([
    ['00000000000000000000ffff0a000102', true],
    ['00000000000000000000000000000000', true],
    ['0000000000000000000000000a000102', false],
    ['20010db8000000000000ffff0a000102', false],
  ])('%s: %s', (hex, isMapped) => {
    expect(isMappedIpv4(bytes(hex), 0)).toBe(isMapped);
  });
});

test('only an all-zero address is zero', () => {
  expect([isZeroAddress(bytes('00000000')), isZeroAddress(bytes('00000001'))]).toEqual([true, false]);
});
