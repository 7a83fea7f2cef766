import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { EF, type EventDef, type ParamDef } from '../../src/schema/event.js';
import { EVENTS, EVT } from '../../src/schema/events.js';
import { storedEvent } from '../helpers/call-event.js';
import { Dice, sampleParam } from '../helpers/event-samples.js';
import { type JsonEvent, ndjsonEvents, ndjsonValidator } from '../helpers/ndjson.js';
import { encodedValue } from '../helpers/ndjson-encode.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';

const ROWS = EVENTS.filter((row) => (row.flags & EF.UNUSED) === 0);
/** Records of containers and accounts before it count as initial state and are not shown. */
const FIRST = EVENTS[EVT.SCHEDSWITCH_6_E] as EventDef;
const NUL = Buffer.from([0]);

/** An event and the values of its row. */
interface Sample extends EventParts {
  readonly row: EventDef;
  readonly values: readonly Buffer[];
}

function sampleEvent(row: EventDef, dice: Dice): Sample {
  const values = row.allParams.map((param) => sampleParam(param, dice));
  return {
    row,
    values,
    ...storedEvent(row, values),
    tid: BigInt(dice.pick([1000, 1001, 2000])),
    ...((row.flags & EF.LARGE_PAYLOAD) === 0 ? {} : { lengthSize: 4 as const }),
  };
}

/** Whether a value has all bytes of the event's parameter; null if there is nothing to compare. */
function isLossless(param: ParamDef, value: unknown, recorded: Buffer): boolean | null {
  const encoded = encodedValue(param, value);
  if (encoded === null) return null;
  // the last text of a list may come without its NUL
  return encoded.equals(recorded) || (Array.isArray(value) && encoded.equals(Buffer.concat([recorded, NUL])));
}

/** Arguments (TYPE.name) that differ from their events, and the number of those that do not. */
function compare(objects: readonly JsonEvent[], events: readonly Sample[]): { wrong: string[]; right: number } {
  const wrong: string[] = [];
  let right = 0;
  for (const { num, args } of objects) {
    const { row, values } = events[num - 1] as Sample;
    row.allParams.forEach((param, i) => {
      const isSame = isLossless(param, args[param.name], values[i] as Buffer);
      if (isSame === false) wrong.push(`${row.code}.${param.name}: ${JSON.stringify(args[param.name])}`);
      if (isSame === true) right++;
    });
  }
  return { wrong, right };
}

describe('-T ndjson', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-ndjson-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([1, 2, 3])(
    'contains all bytes of events of every type, and is valid by its schema: round %i',
    async (seed) => {
      const dice = new Dice(seed * 7919);
      const events = [FIRST, ...ROWS].map((row) => sampleEvent(row, dice));
      const path = join(folder, `${seed}.scap`);
      writeFileSync(path, capture(events.map(eventBlock), sampleHeader()));
      const isValid = ndjsonValidator();
      const objects = await ndjsonEvents('-r', path, '-D');
      expect(objects.length).toBeGreaterThan(ROWS.length - 20);
      for (const object of objects) expect(isValid(object) || { object, errors: isValid.errors }).toBe(true);
      const { wrong, right } = compare(objects, events);
      expect(wrong).toEqual([]);
      expect(right).toBeGreaterThan(1000);
    },
  );
});
