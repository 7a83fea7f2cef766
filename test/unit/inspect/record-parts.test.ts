import { describe, expect, test } from '@jest/globals';
import { rangeInRecord, recordParts } from '../../../src/inspect/record-parts.js';
import { EVT } from '../../../src/schema/events.js';
import type { Evt } from '../../../src/state/evt.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';

const CLOUDTRAIL = 2;

function eventOf(payload: string, id = CLOUDTRAIL): Evt {
  const run = new EventRun();
  run.apply({ type: EVT.PLUGINEVENT_E, tid: -1n, lengthSize: 4, params: [int(id, 4), Buffer.from(payload)] });
  return run.evt;
}

const blockOf = ({ view }: Evt): Buffer => view.bytes.subarray(view.blockStart, view.blockEnd);

describe('the parts of a payload', () => {
  test('are all its values, with their pointers and places', () => {
    const value = { 'a/b~': { '': [true, null, 1.5e1, { c: 'x\n"y"' }] }, ä: 'ö', empty: {}, none: [] };
    const evt = eventOf(JSON.stringify(value, null, 1));
    const parts = recordParts(evt);
    expect(parts.map(({ name, depth }) => `${depth} ${Buffer.from(name, 'latin1').toString()}`)).toEqual([
      '1 json.value[/a~1b~0]',
      '2 json.value[/a~1b~0/]',
      '3 json.value[/a~1b~0//0]',
      '3 json.value[/a~1b~0//1]',
      '3 json.value[/a~1b~0//2]',
      '3 json.value[/a~1b~0//3]',
      '4 json.value[/a~1b~0//3/c]',
      '1 json.value[/ä]',
      '1 json.value[/empty]',
      '1 json.value[/none]',
    ]);
    const told = parts.map(({ start, end }): unknown => JSON.parse(blockOf(evt).subarray(start, end).toString()));
    const list = value['a/b~'][''];
    expect(told).toEqual([value['a/b~'], list, ...list.slice(0, 3), list[3], 'x\n"y"', 'ö', {}, []]);
    expect(parts.map(({ text }) => Buffer.from(text, 'latin1').toString())).toEqual([
      JSON.stringify(value['a/b~']).replace('15', '15'),
      JSON.stringify(list),
      'true',
      'null',
      '15',
      JSON.stringify(list[3]),
      'x\n"y"',
      'ö',
      '{}',
      '[]',
    ]);
  });

  test('of members with the same name are the first, which fields tell', () => {
    const parts = recordParts(eventOf('{"a":1,"a":2,"\\u0061":3}'));
    expect(parts.map(({ name, text }) => [name, text])).toEqual([['json.value[/a]', '1']]);
  });

  test('are none of what is no JSON, or of plugins that nobody knows', () => {
    expect(recordParts(eventOf('no JSON'))).toEqual([]);
    expect(recordParts(eventOf('{"a":'))).toEqual([]);
    expect(recordParts(eventOf('{"a":1}', 998))).toEqual([]);
  });

  test('are bounded, however many and deep they are', () => {
    const many = eventOf(`[${'1,'.repeat(100_000)}1]`);
    expect(recordParts(many)).toHaveLength(5000);
    const deep = eventOf(`${'[1,'.repeat(290)}1${']'.repeat(290)}`);
    const parts = recordParts(deep);
    expect(Math.max(...parts.map(({ depth }) => depth))).toBe(64);
    const long = recordParts(eventOf(`{"a":["${'x'.repeat(5000)}"]}`));
    expect(long.map(({ text }) => text.length)).toEqual([0, 5000]);
  });

  test('are found by a path of names', () => {
    const evt = eventOf('{"a": {"b" : "c"}, "n": 5}');
    const [start = 0, end = 0] = rangeInRecord(evt, ['a', 'b']) ?? [];
    expect(blockOf(evt).subarray(start, end).toString()).toBe('"c"');
    expect(rangeInRecord(evt, ['a', 'x'])).toBeNull();
    expect(rangeInRecord(eventOf('x'), ['a'])).toBeNull();
  });
});
