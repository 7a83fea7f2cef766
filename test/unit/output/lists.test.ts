import { describe, expect, test } from '@jest/globals';
import { withoutControls } from '../../../src/bytes/masked-text.js';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import type { FieldDef } from '../../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileColored, hasColor } from '../../../src/output/color.js';
import { emittedText } from '../../../src/output/format.js';
import {
  fieldsOfSource,
  renderEventList,
  renderEventListJson,
  renderFieldList,
  renderFieldListJson,
  selectEvents,
  selectFields,
} from '../../../src/output/list.js';
import { startProgress } from '../../../src/output/progress.js';
import { CallSummary } from '../../../src/output/summary.js';
import { renderCallTable } from '../../../src/output/table.js';
import { JSON_FIELDS } from '../../../src/plugins/json-fields.js';
import { registryOf } from '../../../src/run/source-fields.js';
import { SOURCES } from '../../../src/run/sources.js';
import { EVT } from '../../../src/schema/events.js';
import { Evt } from '../../../src/state/evt.js';
import { StateUpdater } from '../../../src/state/state-updater.js';
import { SystemState } from '../../../src/state/system-state.js';

import { int } from '../../helpers/event-samples.js';
import { eventBatch } from './event-batch.js';

const sourcesOf = (field: FieldDef): readonly string[] => BUILT_IN_FIELDS.sourcesOf(field);

describe('the list of fields', () => {
  const list = renderFieldList(BUILT_IN_FIELDS.listed, sourcesOf, false);

  test('has every usable field once, under its class', () => {
    const listed = list.split('\n').flatMap((row) => /^[a-z]+[0-9a-z]*\.[^ ]+/.exec(row)?.[0] ?? []);
    const usable = BUILT_IN_FIELDS.fields
      .filter((field) => !field.isTableOnly && !field.isDeprecated)
      .map((field) => field.name);
    expect(listed.sort()).toEqual(usable.sort());
    expect(list).toContain('Field Class: process\nEvent Sources: syscall\n');
  });

  test('fits in 100 columns', () => {
    expect(Math.max(...list.split('\n').map((row) => row.length))).toBeLessThanOrEqual(100);
  });

  test('has types and traits on request', () => {
    expect(renderFieldList(BUILT_IN_FIELDS.listed, sourcesOf, true)).toMatch(/^fd\.ip +\(ipaddr, filter only\) /m);
  });

  test('is also available as JSON', () => {
    const { fields } = JSON.parse(renderFieldListJson(BUILT_IN_FIELDS.listed, sourcesOf)) as {
      fields: { name: string; type: string }[];
    };
    expect(fields.find((field) => field.name === 'fd.num')).toMatchObject({ class: 'fd', type: 'int64' });
  });
});

describe('the fields of an event source', () => {
  const registry = registryOf(SOURCES);
  const namesOf = (source: string): string[] => fieldsOfSource(registry, source).map(({ name }) => name);
  /** Generic fields of the reference: those of its class "evt" for all events. */
  const GENERIC = [
    ...['num', 'is_async', 'asynctype', 'source', 'pluginname', 'plugininfo', 'hostname'],
    ...['time', 'time.s', 'time.iso8601', 'datetime', 'datetime.s', 'rawtime', 'rawtime.s', 'rawtime.ns'],
    ...['reltime', 'reltime.s', 'reltime.ns'],
  ].map((name) => `evt.${name}`);

  test('are those of all events, and its own', () => {
    const json = JSON_FIELDS.fields.map(({ name }) => name);
    for (const { name, fields, plugin } of registry.sources) {
      if (plugin === undefined) continue;
      const own = fields.filter(({ isTableOnly }) => !isTableOnly).map((field) => field.name);
      expect(own.length).toBeGreaterThan(10);
      expect([name, namesOf(plugin.eventSource)]).toEqual([name, [...GENERIC, ...own, ...json]]);
    }
    expect(namesOf('syscall')).toEqual([...BUILT_IN_FIELDS.listed.map(({ name }) => name), ...json]);
    expect(() => namesOf('trail')).toThrow(/no event source is called "trail"; there is syscall, aws_cloudtrail, /);
  });

  test('are listed under the sources that have them', () => {
    const list = renderFieldList(registry.listed, (field) => registry.sourcesOf(field), false);
    const heads = [...list.matchAll(/^Field Class: (.+)\nEvent Sources: (.+)$/gm)].map(([, name, of]) => [name, of]);
    expect(heads.slice(0, 2)).toEqual([
      ['evt', registry.eventSources.join(', ')],
      ['evt', 'syscall'],
    ]);
    expect(heads).toContainEqual(['cloudtrail', 'aws_cloudtrail']);
  });
});

describe('selected rows', () => {
  const namesFor = (...words: string[]): string[] =>
    selectFields(BUILT_IN_FIELDS.listed, words).map(({ name }) => name);

  test('are those of a class, of the first part of the name, of a name or a pattern, in the usual order', () => {
    expect(namesFor('group')).toEqual(['group.gid', 'group.name']);
    const ofProcess = namesFor('process');
    expect(namesFor('proc')).toEqual(ofProcess.filter((name) => name.startsWith('proc.')));
    expect(namesFor('proc').length).toBeGreaterThan(50);
    expect(namesFor('fd.num', 'evt.num')).toEqual(['evt.num', 'fd.num']);
    expect(namesFor('fd.*port', 'fd.?port')).toEqual(namesFor('fd.*port'));
    expect(namesFor('fd.*port')).toEqual(expect.arrayContaining(['fd.port', 'fd.sport', 'fd.cport']));
    expect(namesFor()).toEqual(BUILT_IN_FIELDS.listed.map(({ name }) => name));
  });

  test('of events are those of a name or a pattern', () => {
    const names = (...words: string[]) => [...new Set(selectEvents(words).map(({ name }) => name))];
    expect(names('openat')).toEqual(['openat']);
    expect(names('epoll_create*')).toEqual(['epoll_create', 'epoll_create1']);
  });

  test.each([
    ['prco', /no field or class is called "prco"; did you mean proc\?/],
    ['fd.nmae', /did you mean fd\.name/],
    ['fd.nothing*', /no field or class is called "fd\.nothing\*"$/],
    ['constructor', /no field or class is called "constructor"$/],
  ])('are an error for %s', (word, message) => {
    expect(() => namesFor(word)).toThrow(message);
  });
});

describe('the list of events', () => {
  test('shows direction, name and parameters with their types', () => {
    expect(renderEventList(selectEvents([]))).toContain('\n> read(FD fd, UINT32 size)\n');
    expect(renderEventList(selectEvents([]))).toMatch(/^< openat\(FD fd, FD dirfd, FSRELPATH name, /m);
  });

  test('is also available as JSON', () => {
    const { events } = JSON.parse(renderEventListJson(selectEvents([]))) as { events: { type: number }[] };
    expect(events.find((event) => event.type === EVT.CLOSE_E)).toMatchObject({ name: 'close', direction: '>' });
  });
});

describe('the table of calls', () => {
  function counted(): CallSummary {
    const state = new SystemState();
    const updater = new StateUpdater(state);
    const evt = new Evt(state);
    const summary = new CallSummary();
    const add = (type: number, ts: bigint, result: number): void => {
      evt.view.read(eventBatch({ type, ts: 1_700_000_000_000_000_000n + ts, tid: 5n, params: [int(result, 8)] }), 0);
      updater.begin(evt);
      updater.update(evt);
      summary.event(evt);
    };
    add(EVT.CLOSE_E, 0n, 3);
    add(EVT.CLOSE_X, 2500n, 0);
    add(EVT.CLOSE_E, 3000n, 3);
    add(EVT.CLOSE_X, 4000n, -9);
    return summary;
  }

  test('counts exits and failures, and adds up time', () => {
    expect(counted().rows()).toEqual([{ name: 'close', calls: 2, errors: 1, time: 3500 }]);
  });

  test('has a heading', () => {
    const rows = renderCallTable(counted().rows(), withoutControls);
    expect(rows[0]).toMatch(/^Call +Calls +Errors +Time *$/);
    expect(rows.at(-1)).toMatch(/^close +2 +1 +3\.50us *$/);
  });
});

describe('colours', () => {
  test('are off if NO_COLOR is set, unless they are always on', () => {
    expect(hasColor('auto', '1')).toBe(false);
    expect(hasColor('always', '1')).toBe(true);
    expect(hasColor('never', undefined)).toBe(false);
  });

  test('surround the fields of a line', () => {
    const evt = new Evt(new SystemState());
    evt.view.read(eventBatch({ type: EVT.CLOSE_E, params: [int(3, 8)] }), 0);
    const line = emittedText(compileColored('*%evt.type', DEFAULT_FIELD_CONTEXT))(evt) ?? '';
    expect(line).toContain('\x1b[');
    expect(
      line
        .split('\x1b[')
        .map((part) => part.replace(/^\d+m/, ''))
        .join(''),
    ).toBe('close');
  });
});

describe('progress', () => {
  test('writes nothing if standard error is not a terminal', async () => {
    const progress = await startProgress('reading', false);
    progress.update('more');
    progress.stop();
    progress.stop();
    expect(Object.keys(progress)).toEqual(['update', 'stop']);
  });
});
