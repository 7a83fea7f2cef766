import type { ParamDef } from '../../src/schema/event.js';
import { PARAM_TYPES, type ParamType } from '../../src/schema/param-types.js';
import { int } from './event-samples.js';
import { bytesOf, type JsonText } from './ndjson.js';

const NUL = Buffer.from([0]);

interface Named {
  readonly value: number;
}

type Encode = (value: never, width: number) => Buffer;

const number = (value: number | string, width: number): Buffer => int(BigInt(value), width);
const named = ({ value }: Named, width: number): Buffer => int(value, width);
const text = (value: JsonText): Buffer => Buffer.concat([bytesOf(value), NUL]);
const bytes = (value: readonly JsonText[] | { readonly data: JsonText }): Buffer =>
  'data' in value ? bytesOf(value.data) : Buffer.concat(value.map(text));

function polled(items: readonly { readonly fd: number | string; readonly events: Named }[]): Buffer {
  const parts = items.map(({ fd, events }) => [number(fd, 8), named(events, 2)]);
  return Buffer.concat([int(items.length, 2), ...parts.flat()]);
}

/** Encoders from values of a type to the bytes of an event. Addresses and types without samples are missing. */
const ENCODERS: Partial<Record<ParamType, Encode>> = {
  int8: number,
  int16: number,
  int32: number,
  int64: number,
  uint8: number,
  uint16: number,
  uint32: number,
  uint64: number,
  charbuf: text,
  bytebuf: bytes,
  errno: number,
  fd: number,
  pid: number,
  fdlist: polled,
  fspath: text,
  syscallid: named,
  sigtype: named,
  reltime: number,
  abstime: number,
  port: number,
  flags8: named,
  flags16: named,
  flags32: named,
  uid: number,
  gid: number,
  sigset: named,
  mode: named,
  fsrelpath: text,
  enumflags8: named,
  enumflags16: named,
  enumflags32: named,
  fd32: number,
  pid32: number,
};

/** The bytes of an event that a value of -T ndjson represents; null if there are none, or no encoder for the type. */
export function encodedValue({ type }: ParamDef, value: unknown): Buffer | null {
  const encode = ENCODERS[type];
  return value === null || encode === undefined ? null : encode(value as never, PARAM_TYPES[type].width);
}
