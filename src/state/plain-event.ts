// HOT: once per event. No allocation, bigint, try, spread or iterator here.
/** Plain event blocks (type EV V2, FORMAT §9) read where they lie, without a view. */
import { readInt64 } from '../bytes/int64.js';

const EVENT_V2 = 0x216;
/** Where an event's members are from its block's start. */
const AT = { LENGTH: 4, TS: 10, TID: 18, TYPE: 30, COUNT: 32, SIZES: 36 } as const;
const SIZE_OF_SIZE = 2;
const TRAILER = 4;
const MAX_PARAMS = 32;

export const isPlainEvent = (view: DataView, at: number): boolean => view.getUint32(at, true) === EVENT_V2;
export const plainLength = (view: DataView, at: number): number => view.getUint32(at + AT.LENGTH, true);
export const plainType = (view: DataView, at: number): number => view.getUint16(at + AT.TYPE, true);
export const plainTsLo = (view: DataView, at: number): number => view.getUint32(at + AT.TS, true);
export const plainTsHi = (view: DataView, at: number): number => view.getUint32(at + AT.TS + 4, true);
/** Low and high half of the tid. */
export const plainTidLo = (view: DataView, at: number): number => view.getInt32(at + AT.TID, true);
export const plainTidHi = (view: DataView, at: number): number => view.getInt32(at + AT.TID + 4, true);

/** Offset of the first parameter's value; -1 where it is none of 64 bits or does not fit the block. */
function firstValue(view: DataView, at: number): number {
  const count = view.getUint32(at + AT.COUNT, true);
  if (count === 0 || count > MAX_PARAMS) return -1;
  const value = at + AT.SIZES + SIZE_OF_SIZE * count;
  const isWhole = view.getUint16(at + AT.SIZES, true) === 8 && value + 8 <= at + plainLength(view, at) - TRAILER;
  return isWhole ? value : -1;
}

/** The first parameter (result, descriptor); NaN where it is none of 64 bits. */
export function plainFirst(view: DataView, at: number): number {
  const value = firstValue(view, at);
  return value < 0 ? Number.NaN : readInt64(view, value);
}

/** The second parameter, of 8 bits, after a first one of 64; NaN where it is another. */
export function plainSecondByte(view: DataView, at: number): number {
  const value = firstValue(view, at);
  if (value < 0 || view.getUint32(at + AT.COUNT, true) < 2) return Number.NaN;
  const isByte = view.getUint16(at + AT.SIZES + SIZE_OF_SIZE, true) === 1;
  return isByte && value + 9 <= at + plainLength(view, at) - TRAILER ? view.getUint8(value + 8) : Number.NaN;
}
