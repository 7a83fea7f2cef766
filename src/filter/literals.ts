import { asciiLower } from '../bytes/text.js';
import { findServicePort } from '../fields/services.js';
import type { ParamType } from '../schema/param-types.js';
import { FAMILIES, type Family } from './families.js';
import { type Network, parseAddress, parseNetwork } from './network.js';

/** A value of the filter text in the form in which it is compared. */
export type Literal = string | number | bigint | boolean | Uint8Array | Network;

/** Bytes that a value of a filter may have, as in the reference. */
export const MAX_BYTES = 255;

/** Why a value cannot be compared with a field. */
export class LiteralError extends Error {}

const BOOLS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

const PARSERS: Readonly<Record<Family, (text: string, type: ParamType) => Literal | null>> = {
  number: parseNumber,
  // in any case, as in Wireshark
  bool: (text) => BOOLS.get(asciiLower(text)) ?? null,
  text: (text) => text,
  bytes: (text) => text,
  ip: parseAddress,
  net: parseNetwork,
  opaque: () => null,
};

const EXPECTED: Readonly<Record<Family, string>> = {
  number: 'a decimal number',
  bool: 'true or false',
  text: 'text',
  bytes: 'text',
  ip: 'an IP address',
  net: 'a network such as 10.0.0.0/8',
  opaque: 'anything that can be compared',
};

/** Smallest and largest value of the integer types that are narrower than 64 bits. */
const RANGES: Partial<Record<ParamType, readonly [low: number, high: number]>> = {
  int8: [-128, 127],
  int16: [-32768, 32767],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
  uint16: [0, 65535],
  uint32: [-(2 ** 31), 2 ** 32 - 1],
  port: [0, 65535],
};

const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);
const UNSIGNED_64: ReadonlySet<ParamType> = new Set(['uint64', 'reltime', 'abstime']);

/** Value of a literal for a field of a type. Throws LiteralError, which says what was expected. */
export function parseLiteral(text: string, type: ParamType): Literal {
  if (text.length > MAX_BYTES) throw new LiteralError(`a value may have at most ${MAX_BYTES} bytes`);
  const family = FAMILIES[type];
  const value = PARSERS[family](text, type);
  if (value === null) throw new LiteralError(`'${text}' is not ${EXPECTED[family]}`);
  return value;
}

/** Bytes written as pairs of hexadecimal digits, as bcontains and bstartswith take them. */
export function parseHexBytes(text: string): string {
  if (text.length === 0 || !/^(?:[0-9a-fA-F]{2})+$/.test(text)) {
    throw new LiteralError(`'${text}' is not an even number of hexadecimal digits`);
  }
  return Buffer.from(text, 'hex').toString('latin1');
}

/** A 64-bit number as scanf reads it in the reference (%lld, %llu): one that does not fit becomes the nearest that does. */
function parse64(text: string, isSigned: boolean): number | bigint {
  const small = Number(text);
  if (Number.isSafeInteger(small) && (isSigned || small >= 0)) return small;
  const value = BigInt(text);
  if (!isSigned) return value > MAX_UINT64 || value < -MAX_UINT64 ? MAX_UINT64 : BigInt.asUintN(64, value);
  return value > MAX_INT64 ? MAX_INT64 : value < MIN_INT64 ? MIN_INT64 : value;
}

/** Invalid ids may be written -1, like the largest numbers of 64 bits: the reference's number scanner accepts that. */
function parseNumber(text: string, type: ParamType): number | bigint | null {
  if (type === 'port' && !/^\d+$/.test(text)) return text === '' ? 0 : findServicePort(text);
  if (!/^[+-]?\d+$/.test(text)) return null;
  const range = RANGES[type];
  const value = Number(text);
  if (range !== undefined && (value < range[0] || value > range[1])) {
    throw new LiteralError(`${text} is not between ${range[0]} and ${range[1]}`);
  }
  if (type === 'uint32') return value >>> 0;
  return parse64(text, !UNSIGNED_64.has(type));
}
