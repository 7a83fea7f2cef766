import { EVENTS } from '../schema/events.js';
import { SHOWN_CODE_NAMES } from '../schema/syscall-codes.js';
import { FieldArgError } from './field.js';
import { didYouMean, nearestNames } from './nearest-names.js';

const EVENT_NAMES: ReadonlySet<string> = new Set(
  [...EVENTS.map((def) => def.name), ...SHOWN_CODE_NAMES].filter((name) => name !== ''),
);

/** Throws FieldArgError for a text that is not an event type. */
export function checkEventName(text: string): void {
  if (EVENT_NAMES.has(text)) return;
  const hint = didYouMean(nearestNames(text, EVENT_NAMES));
  throw new FieldArgError(`there is no event type '${text}'${hint === '' ? ' (see sysshark -L)' : hint}`);
}
