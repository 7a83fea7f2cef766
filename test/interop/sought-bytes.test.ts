/** Filters that seek a text in arguments or buffers skip events by their bytes: that changes no line of the others. */
import { afterAll, expect, test } from '@jest/globals';
import { ByteText } from '../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { asksUse } from '../../src/filter/asks-use.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileWriter } from '../../src/output/format.js';
import { Pipeline } from '../../src/run/pipeline.js';
import { pipelineParts } from '../../src/run/pipeline-parts.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { WINDOW_SIZE } from '../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../src/source/prefilter-module.js';
import { Prefilter } from '../../src/state/prefilter.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { Dice } from '../helpers/event-samples.js';
import { quoted } from '../helpers/quoted.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { textConsumer } from '../helpers/text-consumer.js';

const FORMAT = '*%evt.num %evt.dir %evt.type %thread.tid %evt.latency %fd.name %evt.args';
const CAPTURES = ['libs-curl-google', 'libs-sample', 'sf-nginx', 'sf-files', 'sf-setns', 'sf-tcp-client-server'];
const PREFILTER = new Prefilter(loadPrefilterModule(), WINDOW_SIZE);
/** Parts of lines that are sought, for each capture. */
const PARTS = times(8);
const RANDOM_CAPTURES = times(4);
const LONGEST = 14;

const scratch = makeScratch();
afterAll(() => scratch.remove());

/** The lines of the events that a filter accepts, and how many it was asked about. `skips`: whether events are skipped by bytes. */
async function found(
  path: string,
  text: string,
  skips: boolean,
): Promise<{ readonly lines: readonly string[]; readonly asked: number }> {
  const out = new ByteText();
  const filter = compileFilter(text, DEFAULT_FIELD_CONTEXT);
  let asked = 0;
  const counted: typeof filter.test = (evt) => {
    asked++;
    return filter.test(evt);
  };
  const emit = compileWriter(FORMAT, DEFAULT_FIELD_CONTEXT);
  const skipContext = skips ? { prefilter: PREFILTER, rejected: null } : null;
  const needs = { notesUse: asksUse(filter) };
  const parts = pipelineParts({
    needs,
    filter: { ...filter, test: counted },
    skipContext,
    consumers: [textConsumer(emit, out)],
  });
  const pipeline = new Pipeline(parts);
  for await (const item of openCaptureFile(path, { memory: skips ? PREFILTER : null }).items()) {
    if (item.kind === 'header') pipeline.begin(item.header);
    else pipeline.take(item.batch);
  }
  return { lines: out.toText().split('\n'), asked };
}

/** Parts of the arguments of events, some from the beginning of a word to the end of one. */
async function partsOf(path: string, dice: Dice): Promise<readonly string[]> {
  const { lines } = await found(path, 'evt.num > 0', false);
  const texts = lines.map((line) => line.split(' ').slice(6).join(' ')).filter((text) => text.length > 2);
  return Array.from({ length: PARTS }, (_, i) => {
    const text = dice.pick(texts);
    const from = dice.next(text.length - 2);
    const part = text.slice(from, from + 2 + dice.next(LONGEST));
    return (i % 2 === 0 ? part.match(/[\w/]{3,}/)?.[0] : undefined) ?? part;
  });
}

const COLUMNS = ['evt.dir', 'evt.type', 'proc.name', 'fd.name', 'container.id', 'evt.info'];

/** Filters that seek a text. */
const filtersOf = (part: string): readonly string[] => [
  `evt.args contains ${quoted(part)}`,
  `evt.buffer contains ${quoted(part)}`,
  `evt.args contains ${quoted(part)} and fd.type=file`,
  `evt.args endswith ${quoted(part)} and not proc.name=zzz and evt.dir=<`,
  `not evt.args contains ${quoted(part)} and evt.type in (read, close)`,
  `evt.args contains ${quoted(part)} or evt.type=close`,
  `evt.info icontains ${quoted(part.toUpperCase())} and evt.num > 100`,
  // what the page finds in its columns
  [...COLUMNS.map((field) => `${field} icontains ${quoted(part)}`), `evt.buffer contains ${quoted(part)}`].join(' or '),
];

/** How many events are not asked about because of their bytes, of those that would be. */
async function expectSame(path: string, seed: number): Promise<{ readonly skipped: number; readonly asked: number }> {
  const sum = { skipped: 0, asked: 0 };
  for (const text of (await partsOf(path, new Dice(seed))).flatMap(filtersOf)) {
    const expected = await found(path, text, false);
    const actual = await found(path, text, true);
    expect([text, ...actual.lines]).toEqual([text, ...expected.lines]);
    sum.skipped += expected.asked - actual.asked;
    sum.asked += expected.asked;
  }
  return sum;
}

describeWithShared('events without the bytes that are sought', () => {
  test.each(CAPTURES)(
    '%s: skipping them changes no line of the others',
    async (capture) => {
      const { skipped, asked } = await expectSame(sharedPath('captures', `${capture}.scap`), SEED);
      expect(skipped).toBeGreaterThan(asked / 20);
    },
    300_000,
  );
});

test('random captures: skipping events changes no line of the others', async () => {
  for (let i = 0; i < RANDOM_CAPTURES; i++) {
    const path = scratch.path(`random-${i}.scap`);
    writeRandomCapture(path, SEED + i);
    await expectSame(path, SEED + i);
  }
}, 300_000);
