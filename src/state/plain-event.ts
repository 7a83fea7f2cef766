// HOT: once per event. No allocation, bigint, try, spread or iterator here.
/** Reads plain event blocks (type EV V2, SCAP-FORMAT.md#event-blocks) in place, without a view. */
import { readInt64 } from '../bytes/int64.js';
import { BLOCK, BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { CPU_AT, EVENT, EVENT_AT, EVENT_HEADER_SIZE, LENGTH_SIZE, MAX_PARAMS } from '../schema/event-layout.js';

const { EVENT_V2 } = BLOCK;
/** Offsets from the start of the block. */
const AT = {
  LENGTH: BLOCK_LENGTH_AT,
  TS: EVENT_AT + EVENT.TS,
  TID: EVENT_AT + EVENT.TID,
  TYPE: EVENT_AT + EVENT.TYPE,
  NPARAMS: EVENT_AT + EVENT.NPARAMS,
  LENGTHS: EVENT_AT + EVENT_HEADER_SIZE,
} as const;

export const isPlainEvent = (view: DataView, at: number): boolean => view.getUint32(at, true) === EVENT_V2;
export const plainLength = (view: DataView, at: number): number => view.getUint32(at + AT.LENGTH, true);
export const plainType = (view: DataView, at: number): number => view.getUint16(at + AT.TYPE, true);
export const plainCpu = (view: DataView, at: number): number => view.getUint16(at + CPU_AT, true);
export const plainTsLo = (view: DataView, at: number): number => view.getUint32(at + AT.TS, true);
export const plainTsHi = (view: DataView, at: number): number => view.getUint32(at + AT.TS + 4, true);
/** Low and high half of the tid. */
export const plainTidLo = (view: DataView, at: number): number => view.getInt32(at + AT.TID, true);
export const plainTidHi = (view: DataView, at: number): number => view.getInt32(at + AT.TID + 4, true);

/** Offset of a 64-bit parameter by index; -1 if the event has no 64-bit parameter there. */
function find64(view: DataView, at: number, index: number): number {
  const count = view.getUint32(at + AT.NPARAMS, true);
  if (index >= count || count > MAX_PARAMS) return -1;
  const sizes = at + AT.LENGTHS;
  let value = sizes + LENGTH_SIZE * count;
  for (let i = 0; i < index; i++) value += view.getUint16(sizes + LENGTH_SIZE * i, true);
  const isWhole = view.getUint16(sizes + LENGTH_SIZE * index, true) === 8;
  return isWhole && value + 8 <= at + plainLength(view, at) - BLOCK_TRAILER_SIZE ? value : -1;
}

/** A 64-bit parameter by index; NaN if there is none. */
export function plainInt64(view: DataView, at: number, index: number): number {
  const value = find64(view, at, index);
  return value < 0 ? Number.NaN : readInt64(view, value);
}

/** Special values in place of a descriptor: none, not in the event, and a number too large to handle. */
export const PLAIN_FD = { NONE: -1, UNKNOWN: -2, LARGE: -3 } as const;

/** Descriptor in a parameter, as a small integer, or one of PLAIN_FD. A negative index means there is none. */
export function plainFd(view: DataView, at: number, index: number): number {
  if (index < 0) return PLAIN_FD.NONE;
  const value = find64(view, at, index);
  if (value < 0) return PLAIN_FD.UNKNOWN;
  const low = view.getInt32(value, true);
  const high = view.getInt32(value + 4, true);
  if (high < 0) return PLAIN_FD.NONE;
  return high === 0 && low >= 0 ? low : PLAIN_FD.LARGE;
}

/** The second parameter, of 8 bits, after a 64-bit one; NaN if the layout differs. */
export function plainSecondByte(view: DataView, at: number): number {
  const count = view.getUint32(at + AT.NPARAMS, true);
  if (count < 2 || Number.isNaN(plainInt64(view, at, 0))) return Number.NaN;
  const value = at + AT.LENGTHS + LENGTH_SIZE * count + 8;
  const isByte = view.getUint16(at + AT.LENGTHS + LENGTH_SIZE, true) === 1;
  return isByte && value < at + plainLength(view, at) - BLOCK_TRAILER_SIZE ? view.getUint8(value) : Number.NaN;
}

/** The code of the system call of a generic event, its first parameter; NaN if it has none. */
export function plainCode(view: DataView, at: number): number {
  const count = view.getUint32(at + AT.NPARAMS, true);
  const value = at + AT.LENGTHS + LENGTH_SIZE * count;
  const isThere = count > 0 && count <= MAX_PARAMS && value + 2 <= at + plainLength(view, at) - BLOCK_TRAILER_SIZE;
  return isThere ? view.getUint16(value, true) : Number.NaN;
}

/** Where bytes are. */
export interface PlainRange {
  start: number;
  length: number;
}

/** Finds the bytes of a parameter by index; none if the event has no such parameter. */
export function findPlainParam(view: DataView, at: number, index: number, into: PlainRange): void {
  const count = view.getUint32(at + AT.NPARAMS, true);
  const sizes = at + AT.LENGTHS;
  into.length = 0;
  if (index < 0 || index >= count) return;
  let value = sizes + LENGTH_SIZE * count;
  for (let i = 0; i < index; i++) value += view.getUint16(sizes + LENGTH_SIZE * i, true);
  into.start = value;
  into.length = view.getUint16(sizes + LENGTH_SIZE * index, true);
}
