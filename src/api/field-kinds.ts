import { fromByteString } from '../bytes/text.js';
import { renderAddress } from '../decode/address.js';
import type { FieldValue } from '../fields/field.js';
import type { ParamType } from '../schema/param-types.js';
import type { GivenValue } from './event.js';

type Value = NonNullable<FieldValue>;

/** How values of fields of a type are given out. */
export interface FieldKind {
  /** The type of the values, in TypeScript. */
  readonly type: string;
  /** Makes what is given out, which can be kept, of what an extractor has found. */
  readonly give: (value: Value) => GivenValue;
}

const asItIs = (value: Value): GivenValue => value as GivenValue;
const NUMBER: FieldKind = { type: 'number', give: asItIs };
const WIDE: FieldKind = { type: 'number | bigint', give: asItIs };
const BOOLEAN: FieldKind = { type: 'boolean', give: asItIs };
const TEXT: FieldKind = { type: 'string', give: (value) => fromByteString(String(value)) };
const BYTES: FieldKind = {
  type: 'Uint8Array',
  give: (value) => Uint8Array.from(Buffer.from(value as string, 'latin1')),
};
const ADDRESS: FieldKind = { type: 'string', give: (value) => renderAddress(value as Uint8Array) };
const LIST: FieldKind = {
  type: 'readonly string[]',
  give: (value) => (value as readonly string[]).map(fromByteString),
};
/** What only the event decides about (evt.rawarg). */
const ANY: FieldKind = {
  type: 'string | number | bigint',
  give: (value) => (typeof value === 'string' ? fromByteString(value) : asItIs(value)),
};

const KINDS: Partial<Record<ParamType, FieldKind>> = {
  bool: BOOLEAN,
  bytebuf: BYTES,
  charbuf: TEXT,
  double: NUMBER,
  dyn: ANY,
  int16: NUMBER,
  int32: NUMBER,
  ipaddr: ADDRESS,
  port: NUMBER,
  uint32: NUMBER,
};

/** How values of a field are given out; integers of 64 bits are numbers, and bigints beyond 2^53. */
export function fieldKind({
  type,
  isList = false,
}: {
  readonly type: ParamType;
  readonly isList?: boolean;
}): FieldKind {
  return isList ? LIST : (KINDS[type] ?? WIDE);
}
