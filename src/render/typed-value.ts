// HOT: once per argument read. No try, spread or iterator here; shapes are made once per parameter.
import { decodeCString, decodeText } from '../bytes/text.js';
import { renderAddress } from '../decode/address.js';
import type { ParamDef } from '../schema/event.js';
import { isSignedType, PARAM_TYPES, type ParamType, type ValueKind } from '../schema/param-types.js';
import { valueKind } from '../schema/value-kind.js';
import { READ_BITS, READ_SIGNED, type Value } from './value.js';

/** A value in programmatic form; text is a byte string. A bigint only if a number is not exact. */
export type TypedValue = number | bigint | boolean | string | readonly string[] | Uint8Array;

/** How the bytes of a value are read. */
export interface ValueShape {
  readonly kind: ValueKind;
  readonly type: ParamType;
  /** Exact size in bytes, 0 for types of varying length. */
  readonly width: number;
  /** Whether zero bytes are a value, too. */
  readonly mayBeEmpty: boolean;
}

/** Recorded id for "no user or group"; also both halves of "no duration". */
const NONE = 0xffffffff;
/** Recorded texts for a missing string. */
const NO_TEXT: ReadonlySet<string> = new Set(['(NULL)', '<NA>']);
const PARENTHESIS = 40;
const LESS = 60;
const EMPTY_IF_ANY: ReadonlySet<ValueKind> = new Set(['texts', 'data']);

/** The shape of a parameter's value, read as `type`: its own, or the one stated by a `dyn` value. */
export function valueShape(param: ParamDef, type: ParamType = param.type): ValueShape {
  const { width } = PARAM_TYPES[type];
  const kind = valueKind(param, type);
  const isAlternative = param.type === 'dyn' && type !== 'dyn';
  return { kind, type, width, mayBeEmpty: EMPTY_IF_ANY.has(kind) || (isAlternative && width === 0) };
}

/** Whether there is a value. A size that does not fit the type means there is none, and the event counts as damaged. */
export function isThere(value: Value, { width, mayBeEmpty }: ValueShape): boolean {
  return width === 0 ? value.length > 0 || mayBeEmpty : value.hasSize(width);
}

/** Whether the first `length` bytes of a value are a placeholder for no text. */
export function isNoText({ uint8, view, start }: Value, length: number): boolean {
  if (uint8 !== PARENTHESIS && uint8 !== LESS) return false;
  return NO_TEXT.has(decodeText(view.bytes, start, start + length));
}

/** Whether all bits of a value are ones, which means no duration. */
export function isNoDuration({ hi, lo }: Value): boolean {
  return hi === NONE && lo === NONE;
}

/** Id of a user or group; -1 for none. */
export function accountId({ uint32 }: Value): number {
  return uint32 === NONE ? -1 : uint32;
}

type Read = (value: Value) => TypedValue | null;

const bits = (type: ParamType): Read =>
  (isSignedType(type) ? READ_SIGNED : READ_BITS)[PARAM_TYPES[type].width] as (value: Value) => number;

const unsigned64: Read = (value) => {
  const number = value.hi * 4294967296 + value.lo;
  return Number.isSafeInteger(number) ? number : value.data.getBigUint64(value.start, true);
};

const signed64: Read = (value) => {
  const number = value.int64;
  return Number.isSafeInteger(number) ? number : value.data.getBigInt64(value.start, true);
};

const text: Read = (value) => {
  const found = decodeCString(value.view.bytes, value.start, value.end);
  return value.length > 0 && isNoText(value, found.length) ? null : found;
};

/** NUL-terminated texts (the last NUL may be missing); a single empty text is an empty list. */
const texts: Read = ({ view, start, end }) => {
  const all = decodeText(view.bytes, start, end).replace(/\0$/, '');
  return all === '' ? [] : all.split('\0');
};

const bytes: Read = ({ view, start, end }) => Uint8Array.from(view.bytes.subarray(start, end));

const always = (read: Read) => (): Read => read;

/** Readers by kind of value; null for values with parts, which have no single value. */
const READERS: Readonly<Record<ValueKind, ((type: ParamType) => Read) | null>> = {
  none: null,
  int: bits,
  int53: always((value) => value.int64),
  int64: (type) => (isSignedType(type) ? signed64 : unsigned64),
  duration: always((value) => (isNoDuration(value) ? null : unsigned64(value))),
  flags: bits,
  enum: bits,
  signals: bits,
  signal: bits,
  code: bits,
  account: always(accountId),
  bool: always((value) => value.uint32 !== 0),
  double: always((value) => value.data.getFloat64(value.start, true)),
  text: always(text),
  texts: always(texts),
  bytes: always(bytes),
  data: always(bytes),
  address: always(({ view, start, end }) => renderAddress(view.bytes.subarray(start, end))),
  net: null,
  sockaddr: null,
  socktuple: null,
  fdlist: null,
  dyn: null,
};

/** Returns a reader for values of a shape; null for values with parts (socket addresses, descriptor lists). */
export function typedReader(shape: ValueShape): Read | null {
  const read = READERS[shape.kind]?.(shape.type);
  return read === undefined ? null : (value) => (isThere(value, shape) ? read(value) : null);
}
