import { describe, expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFormat } from '../../../src/output/format.js';
import { compileJson } from '../../../src/output/json.js';
import { emptyHeader } from '../../../src/scap/header.js';
import { emptyThread } from '../../../src/scap/proclist.js';
import { EF, type EventDef } from '../../../src/schema/event.js';
import { EVENTS, REFERENCE_EVENT_COUNT } from '../../../src/schema/events.js';
import { PARAM_TYPES } from '../../../src/schema/param-types.js';
import { Evt } from '../../../src/state/evt.js';
import { StateUpdater } from '../../../src/state/state-updater.js';
import { SystemState } from '../../../src/state/system-state.js';
import { EventRun } from '../../helpers/event-run.js';
import { Dice, int, sampleParam } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import type { EventParts } from '../../helpers/scap.js';
import { eventBatch } from '../output/event-batch.js';

const names = BUILT_IN_FIELDS.fields
  .filter((field) => !field.isFilterOnly && field.arg !== 'required')
  .map((field) => `%${field.name}`);
const WITH_ARGUMENT = [
  '%evt.arg[0]',
  '%evt.arg[9]',
  '%evt.rawarg.res',
  '%evt.rawarg.name',
  '%proc.aname[3]',
  '%fd.types[0]',
];
const FORMAT = `*${[...names, ...WITH_ARGUMENT].join('|')}`;
const LENGTHS = [0, 1, 2, 4, 8, 8, 8, 13, 37, 200];
const TIDS = [1n, 2n, 2n, 3n, 0n, -1n, 0xffffffffffn];

function randomBytes(dice: Dice): Uint8Array {
  const isText = dice.next(2) === 0;
  return Uint8Array.from({ length: dice.pick(LENGTHS) }, () => (isText ? 32 + dice.next(95) : dice.next(256)));
}

describe('events with parameters of any size and content', () => {
  test.each([1, 2, 3])('have valid text and JSON for every field (seed %d)', (seed) => {
    const dice = new Dice(seed * 7919);
    const state = new SystemState();
    const updater = new StateUpdater(state);
    const evt = new Evt(state);
    const print = compileFormat(FORMAT, DEFAULT_FIELD_CONTEXT);
    const json = compileJson(FORMAT, DEFAULT_FIELD_CONTEXT);
    for (let i = 0; i < 3000; i++) {
      const type = dice.next(REFERENCE_EVENT_COUNT);
      const { params = [], flags = 0 } = EVENTS[type] ?? {};
      const lengthSize = (flags & EF.LARGE_PAYLOAD) !== 0 ? 4 : 2;
      const values = params.map(() => randomBytes(dice));
      evt.view.read(eventBatch({ type, tid: dice.pick(TIDS), lengthSize, params: values }), 0);
      if (!updater.begin(evt)) continue;
      updater.update(evt);
      expect(typeof print(evt)).toBe('string');
      expect(() => JSON.parse(json(evt) ?? '') as unknown).not.toThrow();
    }
  });
});

const WIDTHS = [0, 0, 1, 2, 4, 8, 16];
const TID = 1000;
const HEADER = { ...emptyHeader(), threads: [emptyThread(TID, TID)] };
const PRINTS = [...names, ...WITH_ARGUMENT].map((name) => [name, compileFormat(name, DEFAULT_FIELD_CONTEXT)] as const);

/** Events with ordinary values, except for one parameter with a wrong size. */
function withWrongSize({ id: type, flags, params }: EventDef, dice: Dice): EventParts[] {
  const lengthSize = (flags & EF.LARGE_PAYLOAD) !== 0 ? 4 : 2;
  return params.flatMap((param, index) => {
    const { width } = PARAM_TYPES[param.type];
    if (width === 0) return [];
    const size = dice.pick(WIDTHS.filter((other) => other !== width));
    const values = params.map((other, at) => (at === index ? Buffer.alloc(size, 1) : sampleParam(other, dice)));
    return [{ type, tid: BigInt(TID), lengthSize, params: values }];
  });
}

/** Later events that show the changed state. */
const LATER_EVENTS = [
  namedEvent('READ_E', TID, { fd: int(8, 8) }),
  namedEvent('READ_X', TID, { res: int(8, 8) }),
  namedEvent('GETUID_E', TID + 1),
  namedEvent('PROCEXIT_1_E', TID),
];

/** Members of threads and descriptors that are NaN. */
function nanMembers({ threads }: SystemState): string[] {
  const objects: object[] = [...threads.values()];
  for (const thread of threads.values()) {
    thread.fds.forEach((fd) => {
      objects.push(fd);
    });
  }
  const members = objects.flatMap((object) => Object.entries(object));
  return members.filter(([, value]) => Number.isNaN(value)).map(([name]) => name);
}

/** Fields that print NaN, and members of state that are NaN, after an event and the later ones. */
function findNaN(parts: EventParts): string[] {
  const run = new EventRun(HEADER);
  return [parts, ...LATER_EVENTS].flatMap((event) => {
    if (!run.apply(event)) return [];
    const printed = PRINTS.filter(([, print]) => /NaN|undefined/.test(print(run.evt) ?? '')).map(([name]) => name);
    return [...printed, ...nanMembers(run.state)];
  });
}

describe('an event with a parameter of a wrong size', () => {
  test.each(EVENTS.map((row) => [row.code, row] as const))('makes no value NaN: %s', (_, row) => {
    expect(withWrongSize(row, new Dice(row.id + 1)).flatMap(findNaN)).toEqual([]);
  });
});
