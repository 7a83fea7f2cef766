// HOT: once per printed event. No bigint, try, spread or iterator here; writers are made once per parameter.
import { Chunk } from '../../bytes/chunk.js';
import { renderAddress } from '../../decode/address.js';
import type { WriteValue } from '../../render/param.js';
import { textLength } from '../../render/printable.js';
import { accountId, isNoDuration, isNoText, type ValueShape } from '../../render/typed-value.js';
import { READ_BITS, READ_SIGNED, type Value } from '../../render/value.js';
import type { ParamDef } from '../../schema/event.js';
import type { FlagTable } from '../../schema/flag-table.js';
import { isSignedType, type ValueKind } from '../../schema/param-types.js';
import { writeData, writeOfUnknownLength } from './buffer.js';
import { writeList, writePollList } from './list.js';
import { codeNames, enumNames, flagNames, NamedNumbers, signalNames, signalSetNames } from './named.js';
import { writeExactSigned, writeExactUnsigned } from './number.js';
import { writeAddress, writeTuple } from './socket.js';
import { writeBytes } from './text.js';

type PlanWriter = (param: ParamDef, shape: ValueShape) => WriteValue;
type FindNames = (value: number) => readonly string[];

const always =
  (write: WriteValue): PlanWriter =>
  () =>
    write;

const NULL = Chunk.ofText('null');
const nothing: WriteValue = (_, out) => out.addChunk(NULL);
const signed: WriteValue = ({ hi, lo }, out) => writeExactSigned(out, hi, lo);
const unsigned: WriteValue = ({ hi, lo }, out) => writeExactUnsigned(out, hi, lo);
/** A number of at most 32 bits. */
const bits: PlanWriter = (_, { type, width }) => {
  const read = (isSignedType(type) ? READ_SIGNED : READ_BITS)[width] as (value: Value) => number;
  return (value, out) => out.addDecimal(read(value));
};

/** A number of at most 32 bits that has names. */
function named(namesOf: (table: FlagTable | undefined) => FindNames): PlanWriter {
  return ({ names }, { width }) => {
    const read = READ_BITS[width] as (value: Value) => number;
    const numbers = new NamedNumbers(namesOf(names));
    return (value, out) => numbers.write(out, read(value));
  };
}

const text: WriteValue = (value, out) => {
  const length = value.length === 0 ? 0 : textLength(value);
  if (length > 0 && isNoText(value, length)) nothing(value, out);
  else writeBytes(out, value.data, value.start, value.start + length);
};

const duration: WriteValue = (value, out) => {
  if (isNoDuration(value)) nothing(value, out);
  else unsigned(value, out);
};

const address: WriteValue = ({ view, start, end }, out) =>
  out.addText(`"${renderAddress(view.bytes.subarray(start, end))}"`);

const double: WriteValue = ({ data, start }, out) => {
  const value = data.getFloat64(start, true);
  out.addText(Number.isFinite(value) ? String(value) : 'null');
};

/** How values of each kind are written as JSON; their bytes are there, in the length that the type has. */
const WRITERS: Readonly<Record<ValueKind, PlanWriter>> = {
  none: always(nothing),
  int: bits,
  int53: always(signed),
  int64: (_, { type }) => (isSignedType(type) ? signed : unsigned),
  duration: always(duration),
  flags: named(flagNames),
  enum: named(enumNames),
  signals: named(() => signalSetNames),
  signal: named(() => signalNames),
  code: named(() => codeNames),
  account: always((value, out) => out.addDecimal(accountId(value))),
  bool: always((value, out) => out.addText(value.uint32 === 0 ? 'false' : 'true')),
  double: always(double),
  text: always(text),
  texts: always(writeList),
  bytes: always(writeOfUnknownLength),
  data: always(writeData),
  address: always(address),
  net: always(nothing),
  sockaddr: always(writeAddress),
  socktuple: always(writeTuple),
  fdlist: always(writePollList),
  dyn: always(nothing),
};

/** What writes the values of a parameter that have a shape. */
export function valueWriter(param: ParamDef, shape: ValueShape): WriteValue {
  return WRITERS[shape.kind](param, shape);
}
