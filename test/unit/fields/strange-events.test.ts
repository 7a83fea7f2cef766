import { describe, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field.js';
import { FIELDS } from '../../../src/fields/registry.js';
import { compileFormat } from '../../../src/output/format.js';
import { compileJson } from '../../../src/output/json.js';
import { EF } from '../../../src/schema/event.js';
import { EVENTS, REFERENCE_EVENT_COUNT } from '../../../src/schema/events.js';
import { Evt } from '../../../src/state/evt.js';
import { SystemState } from '../../../src/state/system-state.js';
import { Dice } from '../../helpers/event-samples.js';
import { eventBatch } from '../output/event-batch.js';

const names = FIELDS.filter((field) => !field.isFilterOnly && field.arg !== 'required').map(
  (field) => `%${field.name}`,
);
const ARGUED = ['%evt.arg[0]', '%evt.arg[9]', '%evt.rawarg.res', '%evt.rawarg.name', '%proc.aname[3]', '%fd.types[0]'];
const FORMAT = `*${[...names, ...ARGUED].join('|')}`;
const LENGTHS = [0, 1, 2, 4, 8, 8, 8, 13, 37, 200];
const TIDS = [1n, 2n, 2n, 3n, 0n, -1n, 0xffffffffffn];

function randomBytes(dice: Dice): Uint8Array {
  const isText = dice.next(2) === 0;
  return Uint8Array.from({ length: dice.pick(LENGTHS) }, () => (isText ? 32 + dice.next(95) : dice.next(256)));
}

describe('events whose parameters have any size and content', () => {
  test.each([1, 2, 3])('give every field a text or nothing, and JSON that can be read (seed %d)', (seed) => {
    const dice = new Dice(seed * 7919);
    const state = new SystemState();
    const evt = new Evt(state);
    const print = compileFormat(FORMAT, DEFAULT_FIELD_CONTEXT);
    const json = compileJson(FORMAT, DEFAULT_FIELD_CONTEXT);
    for (let i = 0; i < 3000; i++) {
      const type = dice.next(REFERENCE_EVENT_COUNT);
      const { params = [], flags = 0 } = EVENTS[type] ?? {};
      const lengthSize = (flags & EF.LARGE_PAYLOAD) !== 0 ? 4 : 2;
      const values = params.map(() => randomBytes(dice));
      evt.view.read(eventBatch({ type, tid: dice.pick(TIDS), lengthSize, params: values }), 0);
      if (!state.begin(evt)) continue;
      state.update(evt);
      expect(typeof print(evt)).toBe('string');
      expect(() => JSON.parse(json(evt) ?? '') as unknown).not.toThrow();
    }
  });
});
