import { ScapError } from '../errors.js';
import type { EventDef } from '../schema/event.js';
import { PARAM_TYPES } from '../schema/param-types.js';
import { renderTime } from '../source/loss.js';

/** What identifies an event with such a parameter: members of EventView. */
interface FaultyEvent {
  readonly def: EventDef | undefined;
  readonly type: number;
  readonly tid: number;
  readonly tsHi: number;
  readonly tsLo: number;
}

/** Stands for the index of a parameter if the event's annex is damaged. */
export const ANNEX = -1;

/** Maximum number of events remembered in order to count each once: an enter event is read again with its exit. */
const MAX_KNOWN = 4096;

/** Byte size of a parameter in the event table (SCAP-FORMAT.md#parameter-sizes); 0 if its length varies. */
export function paramWidth(def: EventDef | undefined, index: number): number {
  const param = def?.allParams[index];
  return param === undefined ? 0 : PARAM_TYPES[param.type].width;
}

/** The enter and exit event of a call count as one if they have the same time: some captures store both in one event. */
const keyOf = ({ type, tid, tsHi, tsLo }: FaultyEvent): string => `${tsHi} ${tsLo} ${tid} ${type >> 1}`;

/**
 * Counts the events in which a parameter was decoded whose size does not fit its type. Such a value is shown as missing, so this is
 * damage, but only values that are decoded are checked.
 */
export class SizeFaults {
  private events = 0;
  private readonly known = new Set<string>();
  /** Parameter and event of the first fault. */
  private first = '';

  /** Counts an event; repeated faults of one event count once. */
  add(event: FaultyEvent, index: number): void {
    const key = keyOf(event);
    if (this.known.has(key)) return;
    if (this.known.size === MAX_KNOWN) this.known.clear();
    this.known.add(key);
    if (this.events++ > 0) return;
    const { def, tsHi, tsLo } = event;
    const time = renderTime((BigInt(tsHi) << 32n) | BigInt(tsLo));
    this.first = `'${def?.allParams[index]?.name ?? 'annex'}' of ${def?.name} at ${time}`;
  }

  /** One error for all of them; null if there are none. `name` is the name of the capture. */
  error(name: string): ScapError | null {
    const { events, first } = this;
    if (events === 0) return null;
    const what = events === 1 ? 'an event has a parameter' : `${events} events have a parameter`;
    const which = events === 1 ? first : `the first is ${first}`;
    return new ScapError('DAMAGED', `${name}: ${what} of a wrong size, shown as missing: ${which}`, Number.NaN);
  }
}
