import { EF } from '../event.js';
import { STORED_EVENTS } from '../events.js';
import { ACTION, SLOTS, VERDICT } from '../prefilter.js';
import { banner } from './banner.js';

const constants = (prefix: string, values: Readonly<Record<string, number>>): string[] =>
  Object.entries(values).map(([name, value]) => `#define ${prefix}_${name} ${value}`);

const LARGE = STORED_EVENTS.filter(({ flags }) => (flags & EF.LARGE_PAYLOAD) !== 0);

/** actions.h: actions on events, the size of the thread tables, and which events have 32-bit lengths. */
export function renderPrefilter(): string {
  return [
    `${banner('src/schema/prefilter.ts')}${constants('ACTION', ACTION).join('\n')}`,
    ...constants('VERDICT', VERDICT),
    `#define VERDICT_COUNT ${Object.keys(VERDICT).length}`,
    `#define SLOTS ${SLOTS}`,
    `#define HAS_LARGE_PAYLOAD(type) (${LARGE.map(({ id }) => `(type) == ${id}`).join(' || ')})`,
    '',
  ].join('\n');
}
