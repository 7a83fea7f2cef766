import { gzipSync } from 'node:zlib';
import { EF } from '../../src/schema/event.js';
import { EVENTS } from '../../src/schema/events.js';
import { type Dice, sampleParam } from '../helpers/event-samples.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock, oldEventBlock } from '../helpers/scap.js';

const START = 1_700_000_000_000_000_000n;
const MAX_EVENTS = 24;
const TYPES = EVENTS.flatMap((def, type) => (def === undefined ? [] : [type]));

function randomEvent(dice: Dice, number: number, isOld: boolean): EventParts {
  const type = dice.pick(TYPES);
  const def = EVENTS[type];
  const isNewer = !isOld && dice.next(2) === 0;
  const isLarge = ((def?.flags ?? 0) & EF.LARGE_PAYLOAD) !== 0;
  return {
    type,
    ts: START + BigInt(number) * 1000n,
    tid: BigInt(dice.pick([1, 1000, 1001, 4242, -1])),
    cpu: dice.next(4),
    lengthSize: isLarge ? 4 : 2,
    params: ((isNewer ? def?.allParams : def?.params) ?? []).map((param) => sampleParam(param, dice)),
    ...(dice.next(8) === 0 ? { flags: dice.next(2) } : {}),
  };
}

/** Block of a random event. */
export function randomBlock(dice: Dice, number: number): Buffer {
  return eventBlock(randomEvent(dice, number, false));
}

/** A valid capture of a sample machine with a few random events, in either version, plain or compressed. */
export function seedCapture(dice: Dice): Buffer {
  const isOld = dice.next(6) === 0;
  const blocks = Array.from({ length: 1 + dice.next(MAX_EVENTS) }, (_, number) => {
    const parts = randomEvent(dice, number, isOld);
    return isOld && parts.lengthSize === 2 ? oldEventBlock(parts) : eventBlock(parts);
  });
  const bytes = dice.next(3) === 0 ? capture(blocks) : capture(blocks, sampleHeader());
  return dice.next(8) === 0 ? gzipSync(bytes) : bytes;
}

/** The same bytes with a few of them changed, removed, duplicated or moved. */
export function damage(bytes: Buffer, dice: Dice): Buffer {
  let damaged = Buffer.from(bytes);
  for (let times = 1 + dice.next(4); times > 0 && damaged.length > 0; times--) {
    const at = dice.next(damaged.length);
    const size = 1 + dice.next(dice.pick([1, 4, 64]));
    const kind = dice.next(5);
    if (kind === 0) damaged[at] = dice.next(256);
    else if (kind === 1) damaged.fill(dice.pick([0, 0xff, 0x7f, 1]), at, Math.min(at + size, damaged.length));
    else if (kind === 2) damaged = Buffer.concat([damaged.subarray(0, at), damaged.subarray(at + size)]);
    else if (kind === 3) damaged = Buffer.concat([damaged.subarray(0, at + size), damaged.subarray(at)]);
    else damaged.copy(damaged, at, dice.next(damaged.length), damaged.length);
  }
  return damaged;
}
