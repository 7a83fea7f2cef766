// HOT: once per printed event. No bigint, try, spread or iterator here.
import type { WriteValue } from '../../render/param.js';
import { POLL_FLAGS } from '../../schema/flags/file.js';
import { flagNames, NamedNumbers } from './named.js';
import { writeExactUnsigned } from './number.js';
import { writeBytes } from './text.js';

const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;
/** An item of a poll list (reference types: fdlist): a descriptor of eight bytes and events of two. */
const POLL = { FIRST: 2, SIZE: 10, EVENTS: 8 } as const;

/** Writes texts that end with a NUL each, the last one perhaps not, as an array. One empty text alone is none. */
export const writeList: WriteValue = ({ data, start, end, length }, out) => {
  out.addByte(OPEN);
  const isEmpty = length === 1 && data.getUint8(start) === 0;
  let from = isEmpty ? end : start;
  while (from < end) {
    let to = from;
    while (to < end && data.getUint8(to) !== 0) to++;
    if (from > start) out.addByte(COMMA);
    writeBytes(out, data, from, to);
    from = to + 1;
  }
  out.addByte(CLOSE);
};

const pollEvents = new NamedNumbers(flagNames(POLL_FLAGS));

/** Writes the items of a poll list: `[{"fd":4,"events":{"value":1,"names":["POLLIN"]}}]`. */
export const writePollList: WriteValue = ({ data, start, length }, out) => {
  out.addByte(OPEN);
  const room = Math.floor((length - POLL.FIRST) / POLL.SIZE);
  const count = length < POLL.FIRST ? 0 : Math.min(data.getUint16(start, true), room);
  for (let i = 0; i < count; i++) {
    const at = start + POLL.FIRST + POLL.SIZE * i;
    out.addText(i === 0 ? '{"fd":' : ',{"fd":');
    writeExactUnsigned(out, data.getUint32(at + 4, true), data.getUint32(at, true));
    out.addText(',"events":');
    pollEvents.write(out, data.getUint16(at + POLL.EVENTS, true));
    out.addText('}');
  }
  out.addByte(CLOSE);
};
