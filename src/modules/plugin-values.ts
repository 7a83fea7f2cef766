import type { PluginFieldType } from '../api/plugin.js';
import { toByteString } from '../bytes/text.js';
import type { FieldTraits, FieldValue } from '../fields/field.js';
import { parseAddress } from '../filter/network.js';
import type { ParamType } from '../schema/param-types.js';
import { VALUES } from './values.js';

/** Values of a type of fields: how fields have them, how they are called, and whether one fits. */
interface PluginValueKind {
  readonly type: ParamType;
  readonly traits?: Pick<FieldTraits, 'isList' | 'isFilterOnly'>;
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
  /** The value of the field: text is a byte string. */
  readonly convert: (value: never) => FieldValue;
}

const MIN_INT64 = -(2n ** 63n);
const MAX_UINT64 = 2n ** 64n - 1n;
const MAX_INT64 = 2n ** 63n - 1n;

const isIn = (min: bigint, max: bigint) => (value: unknown) =>
  typeof value === 'bigint'
    ? value >= min && value <= max
    : Number.isSafeInteger(value) && Number(value) >= Number(min);
const same = (value: FieldValue): FieldValue => value;
/** Numbers beyond 2^53 only are bigints. */
const number = (value: number | bigint): FieldValue =>
  typeof value === 'bigint' && BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
    ? Number(value)
    : value;

const ADDRESS = {
  expected: 'an IPv4 or IPv6 address',
  fits: (value: unknown) => typeof value === 'string' && parseAddress(value) !== null,
  convert: parseAddress,
};

/** The values of each type of field. */
export const PLUGIN_VALUES: Readonly<Record<PluginFieldType, PluginValueKind>> = {
  text: { ...VALUES.text, type: 'charbuf', convert: toByteString },
  texts: {
    ...VALUES.texts,
    type: 'charbuf',
    traits: { isList: true },
    convert: (values: readonly string[]) => values.map(toByteString),
  },
  number: { type: 'int64', expected: 'a whole number of 64 bits', fits: isIn(MIN_INT64, MAX_INT64), convert: number },
  double: { type: 'double', expected: VALUES.double.expected, fits: VALUES.double.fits, convert: same },
  bool: { type: 'bool', expected: VALUES.bool.expected, fits: VALUES.bool.fits, convert: same },
  duration: { type: 'reltime', expected: 'a whole number of nanoseconds', fits: isIn(0n, MAX_UINT64), convert: number },
  time: {
    type: 'abstime',
    expected: 'a bigint, nanoseconds since the epoch',
    fits: (value) => typeof value === 'bigint' && isIn(0n, MAX_UINT64)(value),
    convert: number,
  },
  address: { ...ADDRESS, type: 'ipaddr' },
  network: { ...ADDRESS, type: 'ipnet', traits: { isFilterOnly: true } },
};
