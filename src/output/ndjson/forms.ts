// HOT: once per printed event. No bigint, try, spread or iterator here, and no allocation but once a day.
import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import type { EventView } from '../../decode/event-view.js';
import { nanosOf, renderUtc, secondsOf } from '../../render/clock.js';
import type { Emit } from '../line.js';
import { writeMembers, writeObject } from './event.js';

const COMMA = 44;
const DAY_SECONDS = 86400;
const NS_PER_MS = 1e6;
const DATE_LENGTH = '2026-01-01'.length;
const TIMESTAMP_END = Chunk.ofText('",');

/** The elements of a JSON array, a line each; all but the first begin with a comma. */
function compileArray(): Emit {
  let isFirst = true;
  return (evt, out) => {
    if (!isFirst) out.addByte(COMMA);
    isFirst = false;
    return writeObject(evt, out);
  };
}

/** The line before the object of an event, which names an index for its day (UTC), and the start of the object. */
function indexOf(second: number): Chunk {
  const day = renderUtc(second).slice(0, DATE_LENGTH);
  return Chunk.ofText(`{"index":{"_index":"events-${day}"}}\n{"timestamp":"`);
}

function addMilliseconds({ tsHi, tsLo }: EventView, out: ByteText): void {
  out.addDecimal(secondsOf(tsHi, tsLo) * 1e3 + Math.floor(nanosOf(tsHi, tsLo) / NS_PER_MS));
}

/** Two lines for each event, as the bulk interface of Elasticsearch takes them. */
function compileBulk(): Emit {
  let writtenDay = -1;
  let index = Chunk.ofText('');
  return (evt, out) => {
    const second = secondsOf(evt.view.tsHi, evt.view.tsLo);
    const day = Math.floor(second / DAY_SECONDS);
    if (day !== writtenDay) {
      writtenDay = day;
      index = indexOf(second);
    }
    out.addChunk(index);
    addMilliseconds(evt.view, out);
    out.addChunk(TIMESTAMP_END);
    return writeMembers(evt, out);
  };
}

/** The forms that have a typed JSON object for each event, and what compiles each. */
export const JSON_FORMS = {
  ndjson: (): Emit => writeObject,
  json: compileArray,
  ek: compileBulk,
} as const;
