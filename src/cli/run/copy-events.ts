import { renameSync } from 'node:fs';
import { TWO_32 } from '../../bytes/int64.js';
import { ScapError } from '../../errors.js';
import type { FileSpan } from '../../output/capture-series.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { checkOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';
import { runCapture } from './run-capture.js';
import { RARE_EVENTS } from './ship-sums.js';

const NANOS_PER_MS = 1e6;
/** A spool removes files with this ending when it is opened. */
const COPY = '.saved';

/**
 * Copies the events of a capture, which may be cut, that a filter accepts ('' for all); resolves to when they happened, null for none.
 * An interrupt does not cut the copy.
 */
export async function copyEvents(
  from: string,
  to: string,
  filter: string,
  processIo: ProcessIo,
): Promise<FileSpan | null> {
  let [first, last] = [Number.POSITIVE_INFINITY, 0];
  const consumer: EventConsumer = {
    event: ({ view }) => {
      last = (view.tsHi * TWO_32 + view.tsLo) / NANOS_PER_MS;
      first = Math.min(first, last);
      return true;
    },
  };
  const words = filter === '' ? [] : [filter];
  const options = { ...checkOptions({ read: [from], write: to, compress: true }, words), consumers: [consumer] };
  try {
    await runCapture(options, { ...processIo, warn: () => undefined, onEnd: () => () => undefined });
  } catch (error) {
    // that it is cut is known
    if (!(error instanceof ScapError)) throw error;
  }
  return last === 0 ? null : { fromMs: first, untilMs: last };
}

/** Leaves only the rare events in a segment. What else has a link to it keeps all. */
export async function keepRare(part: string, processIo: ProcessIo): Promise<void> {
  const copy = `${part}${COPY}`;
  await copyEvents(part, copy, RARE_EVENTS, processIo);
  renameSync(copy, part);
}
