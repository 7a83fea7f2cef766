import type { EventDetails } from '../../src/web/protocol.js';
import { visible } from './byte-string.js';

/** The text of a field of an event (a byte string); null if it has none. */
export function fieldText(event: EventDetails, field: string): string | null {
  for (const { fields } of event.classes) {
    const found = fields.find(({ name }) => name === field);
    if (found !== undefined) return found.text;
  }
  return null;
}

const LINE = ['evt.num', 'evt.time', 'evt.cpu', 'proc.name', 'thread.tid', 'evt.dir', 'evt.type', 'evt.args'];

/** An event as a line, as the command line prints it. */
export function asLine(event: EventDetails): string {
  const [num, time, cpu, process, tid, dir, type, args] = LINE.map((field) => visible(fieldText(event, field) ?? ''));
  return `${num} ${time} ${cpu} ${process} (${tid}) ${dir} ${type} ${args}`.trimEnd();
}

/** All fields of an event, by name. */
const textsOf = ({ classes }: EventDetails): Readonly<Record<string, string>> =>
  Object.fromEntries(classes.flatMap(({ fields }) => fields.map(({ name, text }) => [name, visible(text)])));

/** All fields of an event as JSON. */
export const asJson = (event: EventDetails): string => JSON.stringify(textsOf(event), null, 2);

/** All fields of an event as YAML: texts in quotes are those of JSON. */
export const asYaml = (event: EventDetails): string =>
  Object.entries(textsOf(event))
    .map(([name, text]) => `${JSON.stringify(name)}: ${JSON.stringify(text)}\n`)
    .join('');
