import { STORED_EVENTS } from '../events.js';
import { banner } from './banner.js';
import { recordedEvents } from './recorded-events.js';
import { schemaHash } from './schema-hash.js';

/** events.h: numbers and names of the events that the probe can write. */
export function renderEvents(): string {
  const rows = recordedEvents();
  const constants = rows.map((row) => `#define EVT_${row.code} ${row.id}`);
  const names = rows.map((row) => `\tX(${row.code}, ${row.id})`);
  return [
    `${banner('src/schema/events')}#define SCHEMA_HASH "${schemaHash()}"`,
    `#define EVENT_COUNT ${STORED_EVENTS.length}`,
    '',
    ...constants,
    '',
    '/* Every event above as X(CODE, number). */',
    '#define FOR_EACH_EVENT(X) \\',
    `${names.join(' \\\n')}`,
    '',
  ].join('\n');
}
