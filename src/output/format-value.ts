// HOT: once per printed event. No bigint, try, spread or iterator here.
import { renderAddress } from '../decode/address.js';
import type { FieldValue, PrintBase } from '../fields/field.js';
import { PARAM_TYPES, type ParamType, type ValueKind } from '../schema/param-types.js';

/** Writes a value that is not null. */
export type ValueText = (value: NonNullable<FieldValue>) => string;

const PADDED_WIDTH = 9;

type Num = number | bigint;

/** Negative numbers of 32 bits are written as their bits. */
const bitsOf = (value: NonNullable<FieldValue>): Num =>
  typeof value === 'number' && value < 0 ? value >>> 0 : (value as Num);

const NUMBER_TEXTS: Readonly<Record<PrintBase, ValueText>> = {
  dec: String,
  hex: (value) => bitsOf(value).toString(16).toUpperCase(),
  oct: (value) => bitsOf(value).toString(8),
  padded: (value) => String(value).padStart(PADDED_WIDTH, '0'),
};

const asText = (value: NonNullable<FieldValue>): string => value as string;
const asList = (value: NonNullable<FieldValue>): string => `(${(value as readonly string[]).join(',')})`;
const asAddress = (value: NonNullable<FieldValue>): string =>
  typeof value === 'string' ? value : renderAddress(value as Uint8Array);
const asDouble = (value: NonNullable<FieldValue>): string => (value as number).toFixed(1);

/** Numbers are written in the base of their field; a value that is not a number (evt.rawarg) is text already. */
const KIND_TEXTS: Partial<Record<ValueKind, ValueText>> = {
  text: asText,
  bytes: asText,
  address: asAddress,
  net: () => '<IPNET>',
  bool: String,
  double: asDouble,
};

/** How values of a type are written for people (types.json, rawval). */
export function valueText(type: ParamType, base: PrintBase, isList: boolean): ValueText {
  return isList ? asList : (KIND_TEXTS[PARAM_TYPES[type].kind] ?? NUMBER_TEXTS[base]);
}
