/** A filter gives the same answer for each event as in the unfiltered capture, with all its state. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from '@jest/globals';
import { ByteText } from '../../src/bytes/byte-text.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import { fieldsOf } from '../../src/filter/part-of.js';
import { compileWriter } from '../../src/output/format.js';
import { End } from '../../src/run/end.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { makeSkipContext } from '../../src/run/skip-context.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { writeRandomCapture } from '../helpers/differential.js';
import { Dice } from '../helpers/event-samples.js';
import { walkEvents } from '../helpers/event-walk.js';
import { soundFilters } from '../helpers/random-query.js';
import { makeScratch } from '../helpers/scratch.js';
import { SEED, times } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { textConsumer } from '../helpers/text-consumer.js';

const FORMAT =
  '*%evt.num %evt.dir %evt.type %thread.tid %proc.name %proc.cwd %user.uid %proc.fdlimit %evt.latency %fd.num %fd.type %fd.name %evt.args';
const LIST = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/filters/same-events.txt');
const RANDOM_CAPTURES = times(6);
const FILTERS_EACH = 12;
const FIELDS = BUILT_IN_FIELDS.fields.filter(({ isStateful }) => !isStateful);

const scratch = makeScratch();
afterAll(() => scratch.remove());

const isStateful = (filter: Filter): boolean =>
  filter.checked === null || fieldsOf(filter.checked).some((field) => field.isStateful === true);

/** Lines of the events that pass the filter, each judged after it was applied to state. */
async function judged(path: string, filter: Filter): Promise<string[]> {
  const text = new ByteText();
  const { event } = textConsumer(compileWriter(FORMAT, DEFAULT_FIELD_CONTEXT), text);
  await walkEvents(path, { each: (evt) => filter.test(evt) && event(evt) });
  return text.toText().split('\n');
}

/** Lines of a run with the filter, which skips events if it can. */
async function filtered(path: string, filter: Filter): Promise<string[]> {
  const text = new ByteText();
  const skipContext = makeSkipContext(filter, false);
  const source = openCaptureFile(path, { memory: skipContext.prefilter });
  const notesUse = filter.checked === null || fieldsOf(filter.checked).some(({ asksNoUse }) => asksNoUse !== true);
  const consumers = [textConsumer(compileWriter(FORMAT, DEFAULT_FIELD_CONTEXT), text)];
  const parts = sessionParts({ source, end: new End(0), filter, skipContext, consumers, needs: { notesUse } });
  for await (const _ of new Session(parts).steps());
  return text.toText().split('\n');
}

async function expectSame(path: string, text: string): Promise<number> {
  const expected = await judged(path, compileFilter(text, DEFAULT_FIELD_CONTEXT));
  expect([text, ...(await filtered(path, compileFilter(text, DEFAULT_FIELD_CONTEXT)))]).toEqual([text, ...expected]);
  return expected.length;
}

const randomFilters = (dice: Dice): string[] =>
  soundFilters(dice, FILTERS_EACH, { fields: FIELDS, suits: (filter) => !isStateful(filter) });

describeWithShared('a filter judges events as if nothing had been skipped', () => {
  test.each(Array.from({ length: RANDOM_CAPTURES }, (_, i) => SEED * RANDOM_CAPTURES + i))(
    'random capture and filters of seed %i',
    async (seed) => {
      const path = scratch.path(`random-${seed}.scap`);
      writeRandomCapture(path, seed);
      for (const filter of randomFilters(new Dice(seed * 13 + 5))) await expectSame(path, filter);
    },
  );

  const listed = readFileSync(LIST, 'utf8').trimEnd().split('\n');
  test.each(['sf-tcp-client-server', 'libs-curl-google'])('%s, all listed filters', async (capture) => {
    for (const text of listed) {
      if (isStateful(compileFilter(text, DEFAULT_FIELD_CONTEXT))) continue;
      await expectSame(sharedPath('captures', `${capture}.scap`), text);
    }
  });

  test('the exit of a call is found by the descriptor of its enter', async () => {
    const path = sharedPath('captures', 'sf-tcp-client-server.scap');
    expect(await expectSame(path, 'evt.dir=< and evt.type in (read, write) and fd.type=ipv4')).toBeGreaterThan(1);
  });
});
