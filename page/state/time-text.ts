import { clockFormat, references, timeFormat } from './settings.js';
import { captureSpan } from './strips.js';

/** The time of the last reference at or before a time; null for none. */
function referenceBefore(time: string): string | null {
  let found: string | null = null;
  for (const other of references.value.values())
    if (BigInt(other) <= BigInt(time) && (found === null || BigInt(other) > BigInt(found))) found = other;
  return found;
}

/** A time (in digits) outside the list, in the chosen format; the time of day where that tells a distance to other events. */
export function timeText(time: string): string {
  const frame = {
    begin: captureSpan.value?.begin ?? time,
    sinceCaptured: null,
    shownBefore: null,
    reference: referenceBefore(time),
  };
  const text = timeFormat.value.text(time, frame);
  return text === '' ? clockFormat.value.text(time, frame) : text;
}
