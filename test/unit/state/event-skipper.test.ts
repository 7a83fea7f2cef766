import { expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { compileWriter } from '../../../src/output/format.js';
import { Pipeline } from '../../../src/run/pipeline.js';
import { pipelineParts } from '../../../src/run/pipeline-parts.js';
import { WINDOW_SIZE } from '../../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../../src/source/prefilter-module.js';
import { Prefilter } from '../../../src/state/prefilter.js';
import { batchOf } from '../../helpers/event-run.js';
import { Dice } from '../../helpers/event-samples.js';
import { RandomCalls } from '../../helpers/random-capture.js';
import { TIDS_UP } from '../../helpers/random-tasks.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';
import { SEED } from '../../helpers/seed.js';
import { textConsumer } from '../../helpers/text-consumer.js';

const FORMAT =
  '*%evt.num %evt.type %evt.dir %evt.latency %thread.tid %proc.name %proc.cwd %proc.fdopencount %fd.num %fd.name %evt.args';
const CAPTURES = 3;
const EVENTS_A_CAPTURE = 600;
const BATCHES = 3;
const prefilter = new Prefilter(loadPrefilterModule(), WINDOW_SIZE);

/** A copy of the batch in the memory of the prefilter. */
function inPrefilter({ bytes, end }: Batch): Batch {
  prefilter.slab.set(bytes);
  const batch = new Batch(prefilter.slab);
  batch.end = end;
  return batch;
}

/** Lines of the events that pass if events are skipped by the prefilter, one by one, or not at all. */
function printed(events: readonly EventParts[], filter: string, how: 'decoded' | 'skipped' | 'prefiltered'): string[] {
  const text = new ByteText();
  const pipeline = new Pipeline(
    pipelineParts({
      filter: compileFilter(filter, DEFAULT_FIELD_CONTEXT),
      skipContext: how === 'decoded' ? null : { prefilter, rejected: null },
      consumers: [textConsumer(compileWriter(FORMAT, DEFAULT_FIELD_CONTEXT), text)],
    }),
  );
  pipeline.begin(sampleHeader(TIDS_UP));
  const size = Math.ceil(events.length / BATCHES);
  for (let i = 0; i < events.length; i += size) {
    const plain = batchOf(events.slice(i, i + size));
    pipeline.take(how === 'prefiltered' ? inPrefilter(plain) : plain);
  }
  return text.toText().split('\n').slice(0, -1);
}

const FILTERS = [
  'evt.type = openat',
  'evt.type in (read, write) and evt.dir = <',
  'proc.name = server',
  'proc.name != server and fd.num > 4',
  'fd.name contains /',
  'fd.type = ipv4',
  'evt.failed = true',
  'evt.latency > 1000000',
  'evt.type = close and proc.name != shell',
  'thread.tid = 1',
  'fd.num exists',
  'not fd.num exists',
  'evt.type startswith f',
  'evt.type endswith at and fd.num > 4',
];

test.each(FILTERS)('%s selects the same events with and without skipping', (filter) => {
  let lines = 0;
  for (let seed = SEED; seed < SEED + CAPTURES; seed++) {
    const hasAnnexes = seed % 2 === 0;
    const { events } = new RandomCalls(new Dice(2 * seed + 1), hasAnnexes).fill(EVENTS_A_CAPTURE);
    const decoded = printed(events, filter, 'decoded');
    expect(printed(events, filter, 'skipped')).toEqual(decoded);
    expect(printed(events, filter, 'prefiltered')).toEqual(decoded);
    lines += decoded.length;
  }
  expect(lines).toBeGreaterThan(0);
});
