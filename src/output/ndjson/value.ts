// HOT: once per printed event. No bigint, try, spread or iterator here; writers are made once per parameter.
import { Chunk } from '../../bytes/chunk.js';
import { decodeText } from '../../bytes/text.js';
import { renderAddress } from '../../decode/address.js';
import type { WriteValue } from '../../render/param.js';
import { textLength } from '../../render/printable.js';
import { READ_BITS, type Value } from '../../render/value.js';
import type { ParamDef } from '../../schema/event.js';
import type { FlagTable } from '../../schema/flag-table.js';
import { PARAM_TYPES, type ParamType } from '../../schema/param-types.js';
import { writeData, writeUntold } from './buffer.js';
import { writeList, writePollList } from './list.js';
import { codeNames, enumNames, flagNames, NamedNumbers, signalNames, signalSetNames } from './named.js';
import { writeExactSigned, writeExactUnsigned } from './number.js';
import { writeAddress, writeTuple } from './socket.js';
import { writeBytes } from './text.js';

type PlanWriter = (param: ParamDef) => WriteValue;
type FindNames = (value: number) => readonly string[];

const NO_ID = 0xffffffff;
const PARENTHESIS = 40;
const LESS = 60;
/** What recorders write where a call gave no text. */
const NO_TEXT: ReadonlySet<string> = new Set(['(NULL)', '<NA>']);
/** Parameters of the type `bytebuf` that are texts with a NUL behind each; all others are bytes. */
const LISTS_IN_BYTES: ReadonlySet<string> = new Set(['args', 'env', 'cgroups']);

const always =
  (write: WriteValue): PlanWriter =>
  () =>
    write;

const NULL = Chunk.ofText('null');
const nothing: WriteValue = (_, out) => out.addChunk(NULL);
const signed: WriteValue = ({ hi, lo }, out) => writeExactSigned(out, hi, lo);
const unsigned: WriteValue = ({ hi, lo }, out) => writeExactUnsigned(out, hi, lo);
const number = (read: (value: Value) => number): PlanWriter => always((value, out) => out.addDecimal(read(value)));

const bitsOf = (type: ParamType): ((value: Value) => number) =>
  READ_BITS[PARAM_TYPES[type].width] as (value: Value) => number;

const bits = (type: ParamType): PlanWriter => number(bitsOf(type));

/** A number of at most 32 bits that has names. */
function named(type: ParamType, namesOf: (table: FlagTable | undefined) => FindNames): PlanWriter {
  const read = bitsOf(type);
  return ({ names }) => {
    const numbers = new NamedNumbers(namesOf(names));
    return (value, out) => numbers.write(out, read(value));
  };
}

function saysNothing({ uint8, view, start }: Value, length: number): boolean {
  if (uint8 !== PARENTHESIS && uint8 !== LESS) return false;
  return NO_TEXT.has(decodeText(view.bytes, start, start + length));
}

const text: WriteValue = (value, out) => {
  const length = value.length === 0 ? 0 : textLength(value);
  if (length > 0 && saysNothing(value, length)) nothing(value, out);
  else writeBytes(out, value.data, value.start, value.start + length);
};

const account: WriteValue = ({ uint32 }, out) => out.addDecimal(uint32 === NO_ID ? -1 : uint32);

const relativeTime: WriteValue = (value, out) => {
  if (value.hi === NO_ID && value.lo === NO_ID) nothing(value, out);
  else unsigned(value, out);
};

const address: WriteValue = ({ view, start, end }, out) =>
  out.addText(`"${renderAddress(view.bytes.subarray(start, end))}"`);

/** Whether a parameter is what a call read or wrote. */
export const isData = ({ type, name }: ParamDef): boolean => type === 'bytebuf' && name === 'data';

/** Whether a parameter is a list of texts. */
export const isList = ({ type, name }: ParamDef): boolean =>
  type === 'charbufarray' || type === 'charbufpairarray' || (type === 'bytebuf' && LISTS_IN_BYTES.has(name));

const bytes: PlanWriter = (param) => (isList(param) ? writeList : isData(param) ? writeData : writeUntold);

const double: WriteValue = ({ data, start }, out) => {
  const value = data.getFloat64(start, true);
  out.addText(Number.isFinite(value) ? String(value) : 'null');
};

/** How values of each type of parameter are written as JSON; their bytes are there, in the length that the type has. */
export const JSON_VALUES: Readonly<Record<ParamType, PlanWriter>> = {
  none: always(nothing),
  int8: number((value) => value.int8),
  int16: number((value) => value.int16),
  int32: number((value) => value.int32),
  int64: always(signed),
  uint8: bits('uint8'),
  uint16: bits('uint16'),
  uint32: bits('uint32'),
  uint64: always(unsigned),
  charbuf: always(text),
  bytebuf: bytes,
  errno: always(signed),
  sockaddr: always(writeAddress),
  socktuple: always(writeTuple),
  fd: always(signed),
  pid: always(signed),
  fdlist: always(writePollList),
  fspath: always(text),
  syscallid: named('syscallid', () => codeNames),
  sigtype: named('sigtype', () => signalNames),
  reltime: always(relativeTime),
  abstime: always(unsigned),
  port: bits('port'),
  l4proto: bits('l4proto'),
  sockfamily: bits('sockfamily'),
  bool: always((value, out) => out.addText(value.uint32 === 0 ? 'false' : 'true')),
  ipv4addr: always(address),
  dyn: always(nothing),
  flags8: named('flags8', flagNames),
  flags16: named('flags16', flagNames),
  flags32: named('flags32', flagNames),
  uid: always(account),
  gid: always(account),
  double: always(double),
  sigset: named('sigset', () => signalSetNames),
  charbufarray: always(writeList),
  charbufpairarray: always(writeList),
  ipv4net: always(nothing),
  ipv6addr: always(address),
  ipv6net: always(nothing),
  ipaddr: always(address),
  ipnet: always(nothing),
  mode: named('mode', flagNames),
  fsrelpath: always(text),
  enumflags8: named('enumflags8', enumNames),
  enumflags16: named('enumflags16', enumNames),
  enumflags32: named('enumflags32', enumNames),
  fd32: number((value) => value.int32),
  pid32: number((value) => value.int32),
};
