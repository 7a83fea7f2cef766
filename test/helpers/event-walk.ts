import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import type { EventConsumer } from '../../src/output/event-consumer.js';
import { End } from '../../src/run/end.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import type { EventSource } from '../../src/source/source.js';
import type { Evt } from '../../src/state/evt.js';

/** What a walk over a capture does with its events. */
export interface Walk {
  readonly filter?: Filter;
  /** Called for every event that is shown: it passed the filter and is not internal. */
  readonly each: (evt: Evt) => void;
}

/** Reads a capture as the command line does: state, filter, then the given callbacks. */
export async function walkEvents(path: string, walk: Walk): Promise<void> {
  await walkSource(openCaptureFile(path), walk);
}

/** As walkEvents, for any source. */
export async function walkSource(source: EventSource, { filter, each }: Walk): Promise<void> {
  const consumer: EventConsumer = {
    event: (evt) => {
      each(evt);
      return true;
    },
  };
  const session = new Session(sessionParts({ source, end: new End(0), filter: filter ?? null, consumers: [consumer] }));
  for await (const _ of session.steps());
}

/** evt.num of the events that a filter selects, as text. */
export async function selectedNumbers(path: string, filter: string): Promise<string[]> {
  const numbers: string[] = [];
  await walkEvents(path, {
    filter: compileFilter(filter, DEFAULT_FIELD_CONTEXT),
    each: (evt) => numbers.push(String(evt.num)),
  });
  return numbers;
}
