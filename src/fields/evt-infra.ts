import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { fieldClass, plain, USUAL_DEMANDS } from './field.js';

/** The parameter with the text `Event: start; ID: 3b4d…; name: web; Image: nginx`. */
const DESCRIPTION = 2;
const ID_LENGTH = 12;
const DIGEST = 'sha256';

/** The text after the colon of the first part, of an infrastructure event's text, that begins with `key`. */
function findPart(evt: Evt, key: string): string | null {
  if (evt.view.type !== EVT.INFRASTRUCTURE_EVENT_E) return null;
  for (const part of evt.view.text(DESCRIPTION).split(';')) {
    const entry = part.trim();
    if (!entry.startsWith(key)) continue;
    const colon = entry.indexOf(':');
    return colon < 0 ? null : entry.slice(colon + 1);
  }
  return null;
}

/** The text up to a second colon. */
const firstValue = (text: string): string => text.split(':', 1)[0] as string;

function partField(name: string, key: string, texts: { display: string; description: string }, read = firstValue) {
  return {
    name,
    type: 'charbuf' as const,
    isTableOnly: true as const,
    cost: 20,
    ...texts,
    bind: plain((evt) => {
      const text = findPart(evt, key);
      return text === null ? null : read(text).trim();
    }),
  };
}

/** An image without its tag or digest; an image named only by a digest stays whole, as in the reference. */
function imageName(text: string): string {
  const name = firstValue(text);
  const at = name.indexOf('@');
  if (at >= 0) return name.slice(0, at);
  return name.includes(DIGEST) ? text : name;
}

/** Infrastructure events of Docker. */
export const EVT_INFRA_FIELDS = fieldClass(
  'evt',
  [
    partField('evt.infra.docker.name', 'Event', {
      display: 'Docker Event',
      description: 'What happened to a container, from an infrastructure event of Docker.',
    }),
    partField(
      'evt.infra.docker.container.id',
      'ID',
      { display: 'Docker ID', description: 'First twelve digits of the container id in such an event.' },
      (text) => firstValue(text).trim().slice(0, ID_LENGTH),
    ),
    partField('evt.infra.docker.container.name', 'name', {
      display: 'Container Name',
      description: 'Name of the container in such an event.',
    }),
    partField(
      'evt.infra.docker.container.image',
      'Image',
      { display: 'Container Image', description: 'Image of the container in such an event.' },
      imageName,
    ),
  ],
  USUAL_DEMANDS,
);
