import type { EventDetails } from '../../src/web/protocol.js';
import { fieldText } from '../text/event-texts.js';
import { termOf } from '../text/filter-terms.js';

/** A filter for all events that belong together. */
export interface Conversation {
  readonly title: string;
  readonly filter: string;
}

const BY_FIELD: readonly (readonly [string, string])[] = [
  ['Thread', 'thread.tid'],
  ['Process', 'proc.pid'],
  ['File descriptor', 'fd.name'],
  ['Container', 'container.id'],
  ['User', 'user.uid'],
  ['AWS user', 'ct.user'],
  ['Source address', 'ct.srcip'],
  ['S3 bucket', 's3.bucket'],
  ['S3 object', 's3.uri'],
  ['Kubernetes user', 'ka.user.name'],
  ['Kubernetes target', 'ka.target.name'],
  ['Google user', 'gcp.user'],
  ['Google resource', 'gcp.resourceName'],
];
const CONNECTION = ['fd.cip', 'fd.cport', 'fd.sip', 'fd.sport'];

function term(event: EventDetails, field: string): string | null {
  const text = fieldText(event, field);
  return text === null || text === '' ? null : termOf(field, text, event.time);
}

/** Every conversation that an event is part of. */
export function conversations(event: EventDetails): Conversation[] {
  const found: Conversation[] = [];
  for (const [title, field] of BY_FIELD) {
    const filter = term(event, field);
    if (filter !== null) found.push({ title, filter });
  }
  const pid = fieldText(event, 'proc.pid');
  if (pid !== null)
    found.splice(2, 0, { title: 'Process and descendants', filter: `proc.pid=${pid} or proc.apid=${pid}` });
  const fd = fieldText(event, 'fd.num');
  if (pid !== null && fd !== null)
    found.push({ title: 'Descriptor of the process', filter: `proc.pid=${pid} and fd.num=${fd}` });
  const ends = CONNECTION.map((field) => term(event, field));
  if (ends.every((end) => end !== null)) found.push({ title: 'Connection', filter: ends.join(' and ') });
  return found;
}
