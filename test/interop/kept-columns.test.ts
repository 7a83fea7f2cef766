/** Kept columns say of each event what its fields say, and filters accept the same rows as events. */

import { readdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type { KeptColumns } from '../../src/analysis/kept/kept-columns.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import type { Extract } from '../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { typesOfSubject } from '../../src/fields/of-subject.js';
import { checkFilter } from '../../src/filter/check.js';
import { compileFilter } from '../../src/filter/filter.js';
import { bindUse, type FieldUse } from '../../src/filter/operand.js';
import { parseFilter } from '../../src/filter/parse.js';
import type { EventConsumer } from '../../src/output/event-consumer.js';
import { fieldAlone } from '../../src/output/format.js';
import { End } from '../../src/run/end.js';
import { keepColumns } from '../../src/run/keep-columns.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { BLOCK } from '../../src/schema/block.js';
import { EVENT, EVENT_AT } from '../../src/schema/event-layout.js';
import { PACKED_ROWS } from '../../src/schema/prefilter.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import type { Evt } from '../../src/state/evt.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { Dice } from '../helpers/event-samples.js';
import { firstDifference } from '../helpers/first-difference.js';
import { soundFilters } from '../helpers/random-query.js';
import { capture, readCapture } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const RANDOM_CAPTURES = times(6);
const FILTERS_EACH = 20;

const useOf = (name: string): FieldUse => fieldAlone(name, DEFAULT_FIELD_CONTEXT).use;

const FIELDS = ['proc.name', 'proc.pid', 'proc.aname[1]', 'user.name', 'fd.num', 'fd.name', 'fd.type', 'evt.type'];
const COLUMN_FIELDS = ['evt.rawres', 'evt.failed', 'evt.latency', 'evt.res'];
/** All fields that subjects can have. */
const OF_SUBJECTS = BUILT_IN_FIELDS.fields
  .filter((def) => def.arg !== 'required' && !def.isFilterOnly && typesOfSubject({ def, arg: null }).includes(1))
  .map(({ name }) => name);
/** What no number has exactly is kept as the nearest one. */
const asNumber = (value: unknown): unknown => (typeof value === 'bigint' ? Number(value) : value);
const [RESULT, , LATENCY] = COLUMN_FIELDS.map((name) => bindUse(useOf(name), DEFAULT_FIELD_CONTEXT));

/** Filters that need no more than what is kept, and one that does. */
const DECIDED = [
  'evt.type in (read, write, openat, close)',
  'proc.name=sh or fd.name contains lib',
  'evt.failed=true and not fd.type=file',
  'evt.latency > 100000 and evt.dir=<',
  'evt.rawres >= 4096 or fd.num=1',
  'fd.name exists and proc.pid > 1000',
  'evt.failed=true and not evt.res in (EAGAIN, ENOENT)',
  'evt.res=SUCCESS or evt.res startswith -',
  'evt.category=net and evt.is_io_write=true',
  'evt.category in (file, unknown) and not evt.category=ipc',
];
const ASKS_MORE = 'evt.arg.fd exists';

/** The times of events are moved on by so many ns: longer than times are kept from one origin. */
const LATER = 100n * 86_400_000_000_000n;

/** A copy of an event, later. */
function later(block: Buffer): Buffer {
  const copy = Buffer.from(block);
  const at = EVENT_AT + EVENT.TS;
  if (copy.readUInt32LE(0) === BLOCK.EVENT_V2) copy.writeBigUInt64LE(copy.readBigUInt64LE(at) + LATER, at);
  return copy;
}

const scratch = makeScratch();
let decided = 0;
afterAll(() => {
  scratch.remove();
  expect(decided).toBeGreaterThan(0);
});

async function run(path: string, consumer: EventConsumer): Promise<void> {
  const parts = { source: openCaptureFile(path), end: new End(0), consumers: [consumer] };
  for await (const _ of new Session(sessionParts(parts)).steps());
}

function eventText(evt: Evt, extracts: readonly Extract[]): string {
  const { num, fdNum, thread, fd, view } = evt;
  const time = (BigInt(view.tsHi) << 32n) | BigInt(view.tsLo);
  const subject = [view.type, thread?.tid ?? -1, fdNum, (fd?.description ?? -1) >= 0];
  const values = extracts.map((extract) => String(extract(evt)));
  const place = evt.place();
  return [num, place?.file, place?.offset, time, asNumber(RESULT?.(evt)), LATENCY?.(evt), ...subject, ...values].join(
    ' ',
  );
}

function rowText(kept: KeptColumns, row: number): string {
  const { type, tid, fd, description, values } = kept.subject(row);
  const place = kept.place(row);
  const result = kept.result(row);
  const own = [kept.num(row), place?.file, place?.offset, kept.time(row), Number.isNaN(result) ? null : result];
  return [...own, kept.latency(row), type, tid, fd, description >= 0, ...values.map(String)].join(' ');
}

/** The numbers of the events that a filter accepts. */
async function numbersOf(path: string, text: string): Promise<readonly number[]> {
  const { test: accepts } = compileFilter(text, DEFAULT_FIELD_CONTEXT);
  const found: number[] = [];
  const event = (evt: Evt): boolean => {
    if (accepts(evt)) found.push(evt.num);
    return true;
  };
  await run(path, { event });
  return found;
}

const rowsOf = (kept: KeptColumns, text: string): Uint32Array | null =>
  kept.rowsOf(checkFilter(parseFilter(text), BUILT_IN_FIELDS));

const keep = (path: string, fields: readonly string[] = FIELDS): Promise<KeptColumns> =>
  keepColumns(path, { fields, columnFields: COLUMN_FIELDS }, DEFAULT_FIELD_CONTEXT);

async function expectSame(path: string, fields: readonly string[] = FIELDS): Promise<KeptColumns> {
  const extracts = fields.map((name) => bindUse(useOf(name), DEFAULT_FIELD_CONTEXT));
  const expected: string[] = [];
  await run(path, { event: (evt) => expected.push(eventText(evt, extracts)) > 0 });
  const kept = await keep(path, fields);
  const found = Array.from({ length: kept.count }, (_, row) => rowText(kept, row));
  expect(firstDifference(found, expected)).toEqual([]);
  return kept;
}

async function expectSameRows(path: string, kept: KeptColumns, text: string): Promise<void> {
  const rows = rowsOf(kept, text);
  if (rows === null) return;
  decided++;
  const found = [...rows].map((row) => kept.num(row));
  expect([text, ...firstDifference(found.map(String), (await numbersOf(path, text)).map(String))]).toEqual([text]);
}

const CAPTURES = (): string[] => readdirSync(sharedPath('captures')).filter((name) => name.endsWith('.scap'));

describeWithShared('kept columns', () => {
  test('agree with the fields of all events of the shared captures', async () => {
    for (const name of CAPTURES()) await expectSame(sharedPath('captures', name));
  });

  test('are found by filters that ask of them alone', async () => {
    const path = sharedPath('captures', 'sf-files.scap');
    const kept = await keep(path);
    for (const text of DECIDED) {
      expect(rowsOf(kept, text)).not.toBeNull();
      await expectSameRows(path, kept, text);
    }
    expect(rowsOf(kept, ASKS_MORE)).toBeNull();
  });

  test('agree where rows fill several chunks, and time jumps', async () => {
    const { headers, events } = await readCapture(sharedPath('captures', 'sf-setns.scap'));
    const times = Math.ceil((3 * PACKED_ROWS) / events.length);
    const blocks = Array.from({ length: times }, (_, i) => (i % 3 === 1 ? events.map(later) : events)).flat();
    const path = scratch.path('long.scap');
    writeFileSync(path, capture(blocks, headers[0]));
    const kept = await expectSame(path);
    expect(kept.count).toBeGreaterThan(2 * PACKED_ROWS);
    for (const text of DECIDED) await expectSameRows(path, kept, text);
  });

  test('agree with all fields that subjects can have', async () => {
    expect(OF_SUBJECTS.length).toBeGreaterThan(100);
    const random = Array.from({ length: RANDOM_CAPTURES }, (_, i) => {
      const path = scratch.path(`all-${i}.scap`);
      writeRandomCapture(path, SEED * RANDOM_CAPTURES + i);
      return path;
    });
    for (const path of [sharedPath('captures', 'sf-setns.scap'), ...random]) await expectSame(path, OF_SUBJECTS);
  });

  test('have what events have by turns once', async () => {
    for (const name of ['sf-files.scap', 'sf-nginx.scap']) {
      const { dictionary } = await keep(sharedPath('captures', name));
      const subjects = Array.from({ length: dictionary.count }, (_, id) => JSON.stringify(dictionary.at(id)));
      expect(new Set(subjects).size).toBe(subjects.length);
    }
  });

  test('take at most 24 bytes an event', async () => {
    const path = sharedPath('captures', 'sf-nginx.scap');
    const kept = await keep(path);
    expect(kept.bytes / (Math.ceil(kept.count / PACKED_ROWS) * PACKED_ROWS)).toBeLessThanOrEqual(24);
  });

  test.each(Array.from({ length: RANDOM_CAPTURES }, (_, i) => SEED * RANDOM_CAPTURES + i))(
    'agree with the events of a random capture, seed %i',
    async (seed) => {
      const path = scratch.path(`random-${seed}.scap`);
      writeRandomCapture(path, seed);
      const kept = await expectSame(path);
      for (const text of [...DECIDED, ...soundFilters(new Dice(seed * 31 + 7), FILTERS_EACH)])
        await expectSameRows(path, kept, text);
    },
  );
});
