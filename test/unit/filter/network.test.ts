import { describe, expect, test } from '@jest/globals';
import { isInNetwork, type Network, parseAddress, parseNetwork } from '../../../src/filter/network.js';

const hex = (text: string): string | undefined => {
  const bytes = parseAddress(text);
  return bytes === null ? undefined : Buffer.from(bytes).toString('hex');
};

describe('addresses and networks', () => {
  test.each([
    ['10.0.0.1', '0a000001'],
    ['255.255.255.255', 'ffffffff'],
    ['::', '0'.repeat(32)],
    ['::1', `${'0'.repeat(31)}1`],
    ['1::', `0001${'0'.repeat(28)}`],
    ['2001:db8::3', `20010db8${'0'.repeat(20)}0003`],
    ['::ffff:1.2.3.4', `${'0'.repeat(20)}ffff01020304`],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('%s is %s', (text, expected) => {
    expect(hex(text)).toBe(expected);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.256',
    '1.2.3.4.5',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    ':1',
    '::1.2.3',
  ])('%j is not an address', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.0.0.0/9', '10.128.0.1', false],
    ['0.0.0.0/0', '1.2.3.4', true],
    ['1.2.3.4/32', '1.2.3.4', true],
    ['1.2.3.4/32', '1.2.3.5', false],
    ['2001:db8::/33', '2001:db8:7fff::1', true],
    ['2001:db8::/33', '2001:db8:8000::1', false],
    ['0.0.0.0/0', '::1', false],
  ])('%s contains %s: %p', (network, address, expected) => {
    expect(isInNetwork(parseAddress(address) as Uint8Array, parseNetwork(network) as Network)).toBe(expected);
  });

  test.each(['10.0.0.0', '10.0.0.0/33', '10.0.0.0/x', '::/129', '1.2.3.4/8/8'])('%s is not a network', (text) => {
    expect(parseNetwork(text)).toBeNull();
  });
});
