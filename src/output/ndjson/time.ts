// HOT: once per printed event. No bigint, try, spread or iterator here, and no allocation but once a second.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import type { EventView } from '../../decode/event-view.js';
import { nanosOf, renderUtc, secondsOf } from '../../render/clock.js';

const QUOTE = 34;

/** The second that was written last, in both forms: all but its nanoseconds. */
let writtenSecond = -1;
let utc = Chunk.ofText('');
let epoch = Chunk.ofText('');

function enterSecond(second: number): void {
  writtenSecond = second;
  utc = Chunk.ofText(`,"time":"${renderUtc(second)}.`);
  epoch = Chunk.ofText(`Z","ns":"${second === 0 ? '' : second}`);
}

/** Writes the time of the event as members: in ISO 8601, UTC, and as nanoseconds since the epoch. */
export function writeTime({ tsHi, tsLo }: Pick<EventView, 'tsHi' | 'tsLo'>, out: ByteText): void {
  const nanos = nanosOf(tsHi, tsLo);
  const second = secondsOf(tsHi, tsLo);
  if (second !== writtenSecond) enterSecond(second);
  out.addChunk(utc);
  out.addNine(nanos);
  out.addChunk(epoch);
  if (second === 0) out.addDecimal(nanos);
  else out.addNine(nanos);
  out.addByte(QUOTE);
}
