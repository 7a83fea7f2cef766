import type { Batch } from '../../bytes/batch.js';
import { eventBlockSize, eventOffset, hasFlags } from '../../scap/event-block.js';
import { EVENT, EVENT_HEADER_SIZE, LARGE_LENGTH_SIZE } from '../../schema/event-layout.js';
import { EVT } from '../../schema/events.js';

const ID_SIZE = 4;
/** Bytes of a plugin event before the id of its plugin. */
const BEFORE_ID = EVENT_HEADER_SIZE + 2 * LARGE_LENGTH_SIZE;

/** Whether an event is a plugin event with an id and data: captures may hold others. */
export const isPluginEvent = (view: DataView, event: number): boolean =>
  view.getUint16(event + EVENT.TYPE, true) === EVT.PLUGINEVENT_E &&
  view.getUint32(event + EVENT.NPARAMS, true) === 2 &&
  view.getUint32(event + EVENT_HEADER_SIZE, true) === ID_SIZE;

/** The id of the plugin of a plugin event. */
export const pluginIdOf = (view: DataView, event: number): number => view.getUint32(event + BEFORE_ID, true);

/** Offsets of the blocks of a batch whose events the plugin with an id made. */
export function blocksOfPlugin({ view, start, end }: Batch, id: number): readonly number[] {
  const found: number[] = [];
  for (let at = start; at < end; at += eventBlockSize(view, at, end)) {
    const event = at + eventOffset(hasFlags(view.getUint32(at, true)));
    if (isPluginEvent(view, event) && pluginIdOf(view, event) === id) found.push(at);
  }
  return found;
}
