// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { findParam } from '../../decode/param-index.js';
import { resultOf } from '../../fields/result.js';
import type { WriteValue } from '../../render/param.js';
import type { Value } from '../../render/value.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import { writeBytes } from './text.js';

const { SENDMMSG_X, RECVMMSG_X } = EVT;
const LENGTH = Chunk.ofText('{"length":');
const CUT = Chunk.ofText(',"truncated":true,"captured":');
const WHOLE = Chunk.ofText(',"truncated":false,"captured":');
const UNKNOWN_LENGTH = Chunk.ofText('{"length":null,"truncated":null,"captured":');
const DATA = Chunk.ofText(',"data":');
const NULL = Chunk.ofText('null');
const CLOSE = 125;

/** Bytes that a call moved, of which its `data` is the beginning; NaN if it is not known. */
function movedBytes(evt: Evt): number {
  const { view } = evt;
  const { type } = view;
  // these return how many messages they moved; each message has an event, which has its length
  const isMessage = type === SENDMMSG_X || type === RECVMMSG_X;
  const moved = isMessage ? view.uint32(findParam(type, 'size')) : resultOf(evt);
  return moved >= 0 ? moved : Number.NaN;
}

/** Whether there are fewer bytes than the call moved. */
export function isDataCut({ evt, length }: Value): boolean {
  return evt !== null && length < movedBytes(evt);
}

function writeBuffer({ data, start, end, length }: Value, whole: number, out: ByteText): void {
  if (Number.isNaN(whole)) out.addChunk(UNKNOWN_LENGTH);
  else {
    out.addChunk(LENGTH);
    out.addDecimal(whole);
    out.addChunk(length < whole ? CUT : WHOLE);
  }
  out.addDecimal(length);
  out.addChunk(DATA);
  writeBytes(out, data, start, end);
  out.addByte(CLOSE);
}

/** Writes bytes whose whole length is not known: `{"length":null,…}`. */
export const writeOfUnknownLength: WriteValue = (value, out) => writeBuffer(value, Number.NaN, out);

/** Writes what a call read or wrote: `{"length":138,"truncated":true,"captured":80,"data":"GET /…"}`; null where it failed. */
export const writeData: WriteValue = (value, out) => {
  const whole = value.evt === null ? Number.NaN : movedBytes(value.evt);
  if (value.length === 0 && Number.isNaN(whole)) out.addChunk(NULL);
  else writeBuffer(value, whole, out);
};
