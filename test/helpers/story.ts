import { ByteText } from '../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { compileWriter } from '../../src/output/format.js';
import { Pipeline } from '../../src/run/pipeline.js';
import { pipelineParts } from '../../src/run/pipeline-parts.js';
import { batchOf } from './event-run.js';
import { START } from './io-events.js';
import { sampleHeader } from './sample-machine.js';
import type { EventParts } from './scap.js';
import { textConsumer } from './text-consumer.js';

const STEP_NS = 1000n;

/**
 * What the events of a story on the sample machine print in a format, one line for each that passes a filter. Events come
 * 1000 ns after one another unless they say when.
 */
export function printed(format: string, events: readonly EventParts[], filter?: string): string[] {
  const text = new ByteText();
  const emit = compileWriter(`*${format}`, DEFAULT_FIELD_CONTEXT);
  const pipeline = new Pipeline(
    pipelineParts({
      filter: filter === undefined ? null : compileFilter(filter, DEFAULT_FIELD_CONTEXT),
      consumers: [textConsumer(emit, text)],
    }),
  );
  pipeline.begin(sampleHeader());
  pipeline.take(batchOf(events.map((event, i) => ({ ts: START + BigInt(i) * STEP_NS, ...event }))));
  return text.toText().split('\n').slice(0, -1);
}

/** What the last event of a story prints. */
export function lastPrinted(format: string, ...events: readonly EventParts[]): string | undefined {
  return printed(format, events).at(-1);
}
