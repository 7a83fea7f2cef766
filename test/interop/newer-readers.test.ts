/** Captures that we write open in the libraries of 2026: each exit event has its enter event before it, on its thread. */
import { closeSync, openSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { CaptureWriter } from '../../src/output/capture-writer.js';
import { End } from '../../src/run/end.js';
import { DEFAULT_OPTIONS } from '../../src/run/pipeline-options.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { makeSkipContext } from '../../src/run/skip-context.js';
import { ANNEX_TAG } from '../../src/schema/annex-layout.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { Evt } from '../../src/state/evt.js';
import { SystemState } from '../../src/state/system-state.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { Dice } from '../helpers/event-samples.js';
import { walkEvents } from '../helpers/event-walk.js';
import { lose } from '../helpers/lossy-copy.js';
import { complaintsOf } from '../helpers/newer-reader.js';
import { runOracle } from '../helpers/oracle.js';
import { pieces } from '../helpers/pieces.js';
import { soundFilters } from '../helpers/random-query.js';
import { runWords } from '../helpers/run-modes.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** Filters of which only exits pass, as people write them. */
const FILTERS = ['evt.failed=true', 'evt.dir=<', 'evt.rawres<0', 'evt.latency>10000', 'evt.type=close and evt.dir=<'];
const CAPTURES = ['sf-setns', 'sf-tcp-client-server', 'libs-curl-google', 'libs-sample', 'sf-alpine'];
const RANDOM_CAPTURES = times(6);
const FILTERS_EACH = 6;

/** Writes what passes a filter. */
async function copy(from: string, to: string, text: string, keepsStateEvents: boolean): Promise<void> {
  const filter = compileFilter(text, DEFAULT_FIELD_CONTEXT);
  const skipContext = makeSkipContext(filter, false);
  const source = openCaptureFile(from, { memory: skipContext.prefilter });
  const writer = new CaptureWriter(to, { gzip: false });
  const options = { ...DEFAULT_OPTIONS, keepsStateEvents };
  const session = new Session(sessionParts({ source, end: new End(0), filter, skipContext, writer, options }));
  for await (const _ of session.steps());
  await session.close();
}

/** Number of hidden enter events that were not recorded but made up. */
async function countMadeUp(path: string): Promise<number> {
  const { view } = new Evt(new SystemState());
  let count = 0;
  for await (const item of openCaptureFile(path).items())
    if (item.kind !== 'header')
      for (let at = item.batch.start; at < item.batch.end; ) {
        at = view.read(item.batch, at);
        if (view.annexEntry(ANNEX_TAG.MADE_UP) !== null) count++;
      }
  return count;
}

/** What a user sees of a capture; numbers count hidden events, too. */
async function lines(path: string, filter?: string): Promise<string[]> {
  const found: string[] = [];
  await walkEvents(path, {
    ...(filter === undefined ? {} : { filter: compileFilter(filter, DEFAULT_FIELD_CONTEXT) }),
    each: ({ view, thread, fd }) =>
      found.push(`${view.tsHi} ${view.tsLo} ${view.tid} ${view.type} ${thread?.latency} ${fd?.name}`),
  });
  return found;
}

describeWithShared('a filtered copy', () => {
  test.each(CAPTURES.flatMap((capture) => FILTERS.map((filter) => [capture, filter] as const)))(
    'of %s with %s is read to its end by the newest libraries, and shows what it did',
    async (capture, filter) => {
      const from = sharedPath('captures', `${capture}.scap`);
      for (const keepsStateEvents of [true, false]) {
        const to = scratch.path('copy.scap');
        await copy(from, to, filter, keepsStateEvents);
        expect(await complaintsOf(to)).toEqual([]);
        if (keepsStateEvents) expect(await lines(to)).toEqual(await lines(from, filter));
        // the reference cannot read a capture without events
        if ((await lines(to)).length > 0) expect(runOracle(to).status).toBe(0);
      }
    },
  );

  test.each(CAPTURES)(
    'of %s without a twentieth of its events is, too, and nothing is made up for us',
    async (name) => {
      const lossy = scratch.path('lossy.scap');
      const to = scratch.path('lossy-copy.scap');
      await lose(sharedPath('captures', `${name}.scap`), lossy, new Dice(SEED * 23 + 11));
      for (const filter of ['evt.type exists', 'evt.dir=<']) {
        await copy(lossy, to, filter, true);
        expect(await complaintsOf(to)).toEqual([]);
        const madeUp = await countMadeUp(to);
        expect(madeUp).toBeGreaterThan(0);
        expect(await lines(to)).toEqual(await lines(lossy, filter));
      }
    },
  );

  test.each(Array.from({ length: RANDOM_CAPTURES }, (_, i) => SEED * RANDOM_CAPTURES + i))(
    'of the random capture of seed %i is, too',
    async (seed) => {
      const from = scratch.path('random.scap');
      const to = scratch.path('random-copy.scap');
      writeRandomCapture(from, seed);
      const dice = new Dice(seed * 17 + 3);
      for (const filter of soundFilters(dice, FILTERS_EACH)) {
        for (const keepsStateEvents of [true, false]) {
          await copy(from, to, filter, keepsStateEvents);
          expect([filter, ...(await complaintsOf(to))]).toEqual([filter]);
        }
      }
    },
  );
});

/** Ways to write captures, beside those with a filter alone. IN and OTHER are lossy copies of one capture. */
const WAYS = [
  '-r IN -w OUT',
  '-r IN -n 300 -w OUT',
  '-r IN -e 40 -w OUT',
  '-r IN -G 1 -w OUT',
  '-r IN -e 60 -w OUT evt.dir=<',
  '-r IN -e 60 --no-fat -w OUT evt.dir=<',
  '-r IN --ring 1M --dump-on evt.num=100 --after 0 -w OUT',
  '-r IN -r OTHER -w OUT',
  'merge IN OTHER -w OUT',
];
/** Ways to write a capture that is larger than a file of a series, and than a ring. */
const LARGE_WAYS = [
  '-r IN -w OUT',
  '-r IN -C 1 -w OUT',
  '-r IN --ring 1M --dump-on evt.num>7000 -w OUT',
  '-r IN --ring 1M --dump-on evt.num>7000 -w OUT evt.dir=<',
  'merge IN OTHER -w OUT',
];
const WRITTEN: readonly (readonly [string, readonly string[], number | null])[] = [
  ...Array.from({ length: 6 }, (_, i) => SEED * 6 + i).map((seed) => [`seed ${seed}`, WAYS, seed] as const),
  ['sf-alpine', LARGE_WAYS, null],
];

/** Two lossy copies of the capture of a name or a seed. */
async function loseTwice(name: string, seed: number | null): Promise<readonly [string, string]> {
  const whole = seed === null ? sharedPath('captures', `${name}.scap`) : scratch.path('whole.scap');
  if (seed !== null) writeRandomCapture(whole, seed);
  const [lossy, other] = [scratch.path('in.scap'), scratch.path('other.scap')];
  const dice = new Dice(SEED * 29 + 5);
  await lose(whole, lossy, dice);
  await lose(whole, other, dice);
  return [lossy, other];
}

describeWithShared('captures made of lossy ones', () => {
  test.each(WRITTEN)('(%s) are read to their end by the newest libraries', async (name, ways, seed) => {
    const [lossy, other] = await loseTwice(name, seed);
    const nothing = openSync('/dev/null', 'w');
    for (const [number, way] of ways.entries()) {
      const out = scratch.path(`${name}-${number}-`);
      const paths: Readonly<Record<string, string>> = { IN: lossy, OTHER: other, OUT: out };
      const { status } = await runWords(
        way.split(' ').map((word) => paths[word] ?? word),
        nothing,
      );
      const files = pieces(out);
      expect([way, status, files.length > 0]).toEqual([way, 0, true]);
      for (const file of files) expect([way, ...(await complaintsOf(file))]).toEqual([way]);
    }
    closeSync(nothing);
    // nothing that was made up is shown by ours
    expect(await lines(scratch.path(`${name}-0-`))).toEqual(await lines(lossy));
  });
});
