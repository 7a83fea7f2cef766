import { fromByteString } from '../bytes/text.js';
import { renderAddress } from '../decode/address.js';
import type { FieldValue } from '../fields/field.js';
import type { TypedValue } from '../render/typed-value.js';
import { PARAM_TYPES, type ParamType, type ValueKind } from '../schema/param-types.js';
import type { GivenValue } from './event.js';

/** A value before conversion, with text as a byte string. */
type Value = TypedValue | NonNullable<FieldValue>;

/** How values of a kind are given to programs. */
export interface GivenKind {
  /** Their type in TypeScript. */
  readonly type: string;
  /** Makes a value that can be kept. */
  readonly give: (value: Value) => GivenValue;
}

const asItIs = (value: Value): GivenValue => value as GivenValue;
const NUMBER: GivenKind = { type: 'number', give: asItIs };
const WIDE: GivenKind = {
  type: 'number | bigint',
  give: (value) => (typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : asItIs(value)),
};
const TEXT: GivenKind = { type: 'string', give: (value) => fromByteString(String(value)) };
const TEXTS: GivenKind = {
  type: 'readonly string[]',
  give: (value) => (value as readonly string[]).map(fromByteString),
};
const NUMBERS: GivenKind = { type: 'readonly number[]', give: asItIs };
const BYTES: GivenKind = {
  type: 'Uint8Array',
  give: (value) => (typeof value === 'string' ? Uint8Array.from(Buffer.from(value, 'latin1')) : asItIs(value)),
};
/** In fields, addresses are bytes. */
const ADDRESS: GivenKind = {
  type: 'string',
  give: (value) => (value instanceof Uint8Array ? renderAddress(value) : asItIs(value)),
};
/** The type depends on the value (evt.rawarg). */
const ANY: GivenKind = {
  type: 'string | number | bigint',
  give: (value) => (typeof value === 'string' ? fromByteString(value) : asItIs(value)),
};

/** How values of each kind are given to programs, both arguments and fields. */
export const GIVEN: Readonly<Record<ValueKind, GivenKind>> = {
  none: ANY,
  int: NUMBER,
  int53: NUMBER,
  int64: WIDE,
  duration: WIDE,
  flags: NUMBER,
  enum: NUMBER,
  signals: NUMBER,
  signal: NUMBER,
  code: NUMBER,
  account: NUMBER,
  bool: { type: 'boolean', give: asItIs },
  double: NUMBER,
  text: TEXT,
  texts: TEXTS,
  bytes: BYTES,
  data: BYTES,
  address: ADDRESS,
  net: ANY,
  sockaddr: ANY,
  socktuple: ANY,
  fdlist: ANY,
  dyn: ANY,
};

/** How the values of a field are given to programs. */
export function fieldKind(type: ParamType, isList: boolean): GivenKind {
  const given = GIVEN[PARAM_TYPES[type].kind];
  if (!isList) return given;
  return given === TEXT ? TEXTS : NUMBERS;
}
