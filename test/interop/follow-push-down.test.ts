/** What follow prints does not depend on which events it gets as columns. */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { checkFollow } from '../../src/cli/options/follow-options.js';
import { FOLLOWED, FollowPrinter, followedFields } from '../../src/cli/print/follow-printer.js';
import { TextOutput } from '../../src/cli/print/text-output.js';
import { stateNeeds } from '../../src/cli/run/state-needs.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import type { EventConsumer } from '../../src/output/event-consumer.js';
import { End } from '../../src/run/end.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { makeSkipContext } from '../../src/run/skip-context.js';
import { SOURCES } from '../../src/run/sources.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import type { ColumnTaker } from '../../src/state/event-columns.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { Dice, int, text } from '../helpers/event-samples.js';
import { firstDifference } from '../helpers/first-difference.js';
import { namedEvent } from '../helpers/process-events.js';
import { soundFilters } from '../helpers/random-query.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const RANDOM_CAPTURES = times(10);
const SELECTORS_EACH = 8;
const OPTIONS = { form: 'json', streams: null, only: null, folder: null } as const;

const scratch = makeScratch();
/** Rows of all captures: some are small, and some are of recorders for which nothing is skipped. */
let rows = 0;
afterAll(() => {
  scratch.remove();
  expect(rows).toBeGreaterThan(0);
});

/** Counts the rows of a taker. */
function counting(taker: ColumnTaker, note: (rows: number) => void): ColumnTaker {
  return {
    types: taker.types,
    reads: taker.reads,
    assign: (subject, evt) => taker.assign(subject, evt),
    take: (columns) => {
      note(columns.count);
      taker.take(columns);
    },
  };
}

/** What follow prints. */
async function followed(path: string, selector: string, isPushed: boolean): Promise<string[]> {
  const file = scratch.path('out');
  const fd = openSync(file, 'w');
  const text = new TextOutput(fd, false);
  const selects: Filter = compileFilter(selector, DEFAULT_FIELD_CONTEXT);
  const printer = new FollowPrinter(
    OPTIONS,
    { selects, selector },
    { text, paint: null, context: DEFAULT_FIELD_CONTEXT },
  );
  const filter = compileFilter(FOLLOWED, DEFAULT_FIELD_CONTEXT);
  const skipContext = isPushed ? makeSkipContext(filter, false) : null;
  const consumer: EventConsumer = {
    event: (evt) => printer.event(evt),
    taker: printer.taker === null ? null : counting(printer.taker, (count) => (rows += count)),
    close: () => printer.close(),
  };
  const source = openCaptureFile(path, { memory: skipContext?.prefilter ?? null });
  const needs = stateNeeds(checkFollow({ json: true }, [], [], SOURCES), filter, followedFields(selects));
  const parts = { filter, skipContext, needs, source, end: new End(0), consumers: [consumer] };
  const session = new Session(sessionParts(parts));
  for await (const _ of session.steps());
  await session.close();
  await text.flush();
  closeSync(fd);
  return [...readFileSync(file, 'latin1').split('\n'), ...printer.lacks];
}

async function expectSame(path: string, selector: string): Promise<void> {
  const expected = await followed(path, selector, false);
  const found = await followed(path, selector, true);
  expect([selector, ...firstDifference(found, expected)]).toEqual([selector]);
}

/** Selectors by what events report of memory and connections, which change without a descriptor or a thread being another. */
const USE = BUILT_IN_FIELDS.fields
  .filter((field) => field.asksNoUse === false)
  .map(({ name, type }) => (type === 'bool' ? `${name}=true` : `${name} > 100 and ${name} < 1000000`));

/** Selectors by thread, descriptor, both, and what only an event says; some match late, or never. */
const SELECTORS = [
  'fd.name=/no/such',
  'fd.type=ipv4 or fd.type=file',
  'fd.num=1',
  'fd.num in (3, 9) and proc.pid exists',
  'fd.sport=80',
  'proc.name=server',
  'proc.name in (sh, cat, sed) and fd.num > 2',
  'not proc.name=sh',
  'evt.type=write and evt.rawres > 3',
  'evt.type=read and fd.type=file',
  'fd.type=file and evt.buffer contains e',
  'evt.failed=true and fd.num=4',
  'evt.latency > 5000000',
  'evt.num > 2000',
  'evt.dir=> and fd.num=3',
  'evt.count=1',
  ...USE,
];

describeWithShared('what follow prints is the same by columns and event by event', () => {
  test.each(['sf-tcp-client-server', 'libs-curl-google', 'libs-sample', 'sf-nginx', 'sf-setns'])('%s', async (name) => {
    const path = sharedPath('captures', `${name}.scap`);
    for (const selector of SELECTORS) await expectSame(path, selector);
  });

  test.each(Array.from({ length: RANDOM_CAPTURES }, (_, i) => SEED * RANDOM_CAPTURES + i))(
    'a random capture, seed %i',
    async (seed) => {
      const path = scratch.path(`random-${seed}.scap`);
      writeRandomCapture(path, seed);
      const selectors = [...SELECTORS, ...soundFilters(new Dice(seed * 13 + 5), SELECTORS_EACH)];
      for (const selector of selectors) await expectSame(path, selector);
    },
  );
});

describe('a stream that is used by two numbers', () => {
  const TID = 1000;
  const pair = (name: string, values: Parameters<typeof namedEvent>[2]): EventParts[] => [
    namedEvent(`${name}_E` as 'WRITE_E', TID, values),
    namedEvent(`${name}_X` as 'WRITE_X', TID, values),
  ];
  const write = (fd: number, data: string): EventParts[] =>
    pair('WRITE', {
      fd: int(fd, 8),
      size: int(data.length, 4),
      res: int(data.length, 8),
      data: text(data).subarray(0, -1),
    });

  test('is shown by the first one as well from when the second one has selected it', async () => {
    const path = scratch.path('two-numbers.scap');
    const events = [
      ...pair('OPENAT_2', { fd: int(30, 8), dirfd: int(-100, 8), name: text('/x') }),
      ...pair('DUP_1', { fd: int(30, 8), res: int(31, 8), oldfd: int(30, 8) }),
      ...['before ', 'again '].flatMap((data) => write(30, data)),
      // selects it, and changes no descriptor
      ...pair('SENDFILE', { out_fd: int(31, 8), in_fd: int(0, 8), size: int(5, 8), res: int(5, 8) }),
      ...['after ', 'last'].flatMap((data) => write(30, data)),
    ];
    writeFileSync(
      path,
      capture(
        events.map((parts, i) => eventBlock({ ...parts, ts: 10n ** 18n + BigInt(i) })),
        sampleHeader(),
      ),
    );
    const before = rows;
    const printed = (await followed(path, 'evt.type=sendfile and fd.num=31', true)).join('\n');
    // some of what came before was counted by columns
    expect(rows).toBeGreaterThan(before);
    const shown = [...printed.matchAll(/"data":"([^"]*)"/g)].map(([, data]) => data);
    // what sendfile moves is never captured
    expect(shown).toEqual(['', 'after ', 'last']);
  });
});
