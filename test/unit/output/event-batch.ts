import { Batch } from '../../../src/bytes/batch.js';
import { type EventParts, eventBlock } from '../../helpers/scap.js';

/** A batch that holds one event. */
export function eventBatch(parts: EventParts): Batch {
  const batch = new Batch(eventBlock(parts));
  batch.end = batch.bytes.length;
  return batch;
}
