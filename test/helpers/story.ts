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
 * Prints the events of a story on the sample machine in a format, one line for each event that passes a filter. Events are 1000
 * ns apart unless they have a time.
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

/** The line of the last event of a story. */
export function lastPrinted(format: string, ...events: readonly EventParts[]): string | undefined {
  return printed(format, events).at(-1);
}
