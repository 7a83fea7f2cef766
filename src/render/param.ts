// HOT: once per printed event. No bigint, try, spread or iterator here; plans are made once per parameter.
import type { ByteText } from '../bytes/byte-text.js';
import { decodeText } from '../bytes/text.js';
import { renderAddress } from '../decode/address.js';
import { NUMERIC_ENDS } from '../decode/end-text.js';
import { renderSockaddr, renderSocktuple } from '../decode/sockaddr.js';
import { ERRNO_NAMES } from '../schema/errno.js';
import type { ParamDef } from '../schema/event.js';
import { L4_PROTO } from '../schema/fd-types.js';
import type { ParamType } from '../schema/param-types.js';
import { SIGNAL_NAMES } from '../schema/signals.js';
import { SHOWN_CODE_NAMES } from '../schema/syscall-codes.js';
import { writeBuffer } from './buffer.js';
import { renderDate, secondsOf, writeClock } from './clock.js';
import { writeDescriptor, writeFdList } from './descriptor.js';
import { rememberNames, renderEnum, renderFlags } from './flags.js';
import { renderGeneral, writeHex64, writeInt, writeOctal64, writeSigned64, writeUnsigned64 } from './number.js';
import { ownBase, relativeBase, writePath, writePathBelow, writeText } from './param-path.js';
import { signalMaskText } from './signal-mask.js';
import { taskName } from './task-name.js';
import type { Value } from './value.js';
import { waitStatusText } from './wait-status.js';

/** Writes a raw value, or its resolved form (possibly nothing). */
export type WriteValue = (value: Value, out: ByteText) => void;

/** How values of a parameter are written. */
export interface ParamWriter {
  readonly raw: WriteValue;
  /** Null if values have no resolved form. */
  readonly resolved: WriteValue | null;
}

type PlanWriter = (param: ParamDef) => ParamWriter;
type Read = (value: Value) => number;

const NO_ID = 0xffffffff;
const NANOS = 1e9;
const TWO_32 = 4294967296;

const always = (raw: WriteValue, resolved: WriteValue | null = null): PlanWriter => {
  const writer = { raw, resolved };
  return () => writer;
};

const constant = (text: string): PlanWriter => always((_, out) => out.addText(text));
const decimal =
  (read: Read): WriteValue =>
  (value, out) =>
    out.addDecimal(read(value));
/** Text of an address or tuple of the event's socket. */
function socketText({ evt, view, index }: Value, render: typeof renderSockaddr): string {
  return render(view, index, evt?.state.endText ?? NUMERIC_ENDS, evt?.fd?.l4proto ?? L4_PROTO.UNKNOWN);
}

const signed: WriteValue = (value, out) => writeSigned64(out, value.hi, value.lo);

/** An integer of at most 32 bits in the number base of its row. */
const integer =
  (read: Read, width: number): PlanWriter =>
  ({ base }) => {
    if (base === 'dec') return { raw: decimal(read), resolved: null };
    const form = { base, width };
    return { raw: (value, out) => writeInt(out, read(value), form), resolved: null };
  };

/** Decimal is signed: the reference prints even unsigned parameters so. */
const integer64: PlanWriter = ({ base }) => {
  if (base === 'dec') return { raw: signed, resolved: null };
  const write = base === 'hex' ? writeHex64 : writeOctal64;
  return { raw: (value, out) => write(out, value.hi, value.lo), resolved: null };
};

/** Numbers whose values or bits have names. */
function named(raw: WriteValue, read: Read, rule: typeof renderFlags): PlanWriter {
  return ({ names }) => {
    if (names === undefined) return { raw, resolved: null };
    const find = rememberNames(rule, names);
    return { raw, resolved: (value, out) => out.addText(find(read(value))) };
  };
}

const flags = (read: Read): PlanWriter => named(decimal(read), read, renderFlags);
const enumFlags = (read: Read): PlanWriter => named(decimal(read), read, renderEnum);

function account(find: (value: Value, containerId: string) => { readonly name: string } | undefined): PlanWriter {
  return always(
    (value, out) => out.addDecimal(value.uint32 === NO_ID ? -1 : value.uint32),
    (value, out) => {
      if (value.uint32 === NO_ID) out.addText('<NONE>');
      else out.addText(find(value, value.thread?.containerId ?? '')?.name ?? '<NA>');
    },
  );
}

const writeErrno: WriteValue = (value, out) => {
  const result = value.int64;
  if (result < 0) out.addText(ERRNO_NAMES[-result] ?? '');
};

const comm =
  (read: Read): WriteValue =>
  (value, out) =>
    out.addText(taskName(value, read(value)));

const descriptor =
  (read: Read): WriteValue =>
  (value, out) =>
    writeDescriptor(out, value.thread, read(value));

const address = always((value, out) => out.addText(renderAddress(value.view.bytes.subarray(value.start, value.end))));

const writeSignals: WriteValue = (value, out) => {
  const start = out.length;
  for (let bit = 0; bit < 32; bit++) {
    const name = ((value.uint32 >>> bit) & 1) === 0 ? undefined : SIGNAL_NAMES[bit + 1];
    if (name === undefined) continue;
    if (out.length > start) out.addText(' ');
    out.addText(name);
  }
};

const writeSignals64: WriteValue = ({ hi, lo }, out) => out.addText(signalMaskText(hi, lo));

const isNoTime = (value: Value): boolean => value.hi === NO_ID && value.lo === NO_ID;

const writeRelative: WriteValue = (value, out) => {
  if (isNoTime(value)) out.addText('none');
  else writeUnsigned64(out, value.hi, value.lo);
};

const writeSeconds: WriteValue = (value, out) => {
  if (!isNoTime(value)) out.addText(`${renderGeneral((value.hi * TWO_32 + value.lo) / NANOS)}s`);
};

const writeMoment: WriteValue = (value, out) => {
  out.addText(`${renderDate(secondsOf(value.hi, value.lo))} `);
  writeClock(out, value.hi, value.lo);
};

const list = (separator: string): PlanWriter =>
  always((value, out) => {
    const text = decodeText(value.view.bytes, value.start, value.end);
    out.addText((text.endsWith('\0') ? text.slice(0, -1) : text).replaceAll('\0', separator));
  });

const uint8: Read = (value) => value.uint8;
const uint16: Read = (value) => value.uint16;
const uint32: Read = (value) => value.uint32;
const int32: Read = (value) => value.int32;
const int64: Read = (value) => value.int64;
const OCTAL = { base: 'oct', width: 4 } as const;

/** Writers by parameter type (reference types.json). */
export const PARAM_WRITERS: Readonly<Record<ParamType, PlanWriter>> = {
  none: constant(''),
  int8: integer((value) => value.int8, 1),
  int16: integer((value) => value.int16, 2),
  int32: integer(int32, 4),
  int64: integer64,
  uint8: integer(uint8, 1),
  uint16: integer(uint16, 2),
  uint32: integer(int32, 4),
  uint64: integer64,
  charbuf: always(writeText),
  bytebuf: always((value, out) => writeBuffer(out, value, value.options)),
  // always decimal, even mmap's addresses, whatever base their row has
  errno: always(signed, writeErrno),
  sockaddr: always((value, out) => out.addText(socketText(value, renderSockaddr))),
  socktuple: always((value, out) => out.addText(socketText(value, renderSocktuple))),
  fd: always(signed, descriptor(int64)),
  pid: always(signed, comm(int64)),
  fdlist: always((value, out) => writeFdList(out, value, value.thread)),
  fspath: always(writePath, writePathBelow(ownBase)),
  syscallid: always(decimal(uint16), (value, out) => out.addText(SHOWN_CODE_NAMES[value.uint16] ?? '')),
  sigtype: always(decimal(uint8), (value, out) => out.addText(SIGNAL_NAMES[value.uint8] ?? '')),
  reltime: always(writeRelative, writeSeconds),
  abstime: always(writeMoment),
  port: always(decimal(uint16)),
  l4proto: always(decimal(uint8)),
  sockfamily: always(decimal(uint8)),
  bool: always((value, out) => out.addText(value.uint32 === 0 ? 'false' : 'true')),
  ipv4addr: address,
  dyn: constant('INVALID DYNAMIC PARAMETER'),
  flags8: flags(uint8),
  flags16: flags(uint16),
  flags32: flags(uint32),
  uid: account((value, container) => value.evt?.state.users.find(container, value.uint32)),
  gid: account((value, container) => value.evt?.state.groups.find(container, value.uint32)),
  double: always((value, out) => out.addText(value.data.getFloat64(value.start, true).toFixed(1))),
  sigset: always(writeSignals),
  charbufarray: list('.'),
  charbufpairarray: list(','),
  ipv4net: constant('<IPNET>'),
  ipv6addr: address,
  ipv6net: constant('<IPNET>'),
  ipaddr: address,
  ipnet: constant('<IPNET>'),
  mode: named((value, out) => writeInt(out, value.int32, OCTAL), uint32, renderFlags),
  fsrelpath: (param) => ({ raw: writePath, resolved: writePathBelow(relativeBase(param)) }),
  enumflags8: enumFlags(uint8),
  enumflags16: enumFlags(uint16),
  enumflags32: enumFlags(uint32),
  fd32: always(decimal(int32), descriptor(int32)),
  pid32: always(decimal(int32), comm(int32)),
  sigset64: always((value, out) => writeHex64(out, value.hi, value.lo), writeSignals64),
  waitstatus: always(decimal(int32), (value, out) => out.addText(waitStatusText(value.int32))),
};
