import {
  compactPlain,
  memberOfPlain,
  type Plain,
  readPlain,
  timePlain,
  unescapedPlain,
  wholePlain,
} from './plain-records.js';

/** Events of Kubernetes audit logs with their times, and how many are left out: no JSON or cut, without a time, of another kind. */
export interface PlainAudit {
  readonly records: readonly string[];
  readonly leftOut: readonly [notJson: number, noTime: number, otherKind: number];
}

const textOf = (value: Plain | undefined): string | undefined =>
  value?.kind === 'string' ? unescapedPlain(value.text) : undefined;

/** The events of a value; undefined if anything in it is neither an event nor holds events. */
function eventsOf(value: Plain): Plain[] | undefined {
  if (value.kind === 'array') {
    const all = value.items.map(eventsOf);
    return all.includes(undefined) ? undefined : all.flatMap((events) => events ?? []);
  }
  const kind = textOf(memberOfPlain(value, 'kind'));
  if (kind === 'Event') return [value];
  if (kind !== 'EventList') return undefined;
  const items = memberOfPlain(value, 'items');
  return items?.kind === 'array' ? [...items.items] : [];
}

/** Whether a string in a text of JSON has a newline that no backslash hides. */
const hasBrokenString = (text: string): boolean =>
  (text.match(/"(?:[^"\\]|\\[\s\S])*"/g) ?? []).some((one) => one.replace(/\\[\s\S]/g, '').includes('\n'));

/** The value at the start of a text: its first line, or JSON of several lines. */
function valueAt(text: string): { readonly value: Plain; readonly end: number } | undefined {
  const line = text.split('\n', 1)[0] as string;
  const value = wholePlain(line);
  if (value !== undefined) return { value, end: line.length };
  const found = /^[[{]/.test(text) ? readPlain(text) : undefined;
  return found === undefined || hasBrokenString(text.slice(0, found.end)) ? undefined : found;
}

/** The events of a file. */
export function plainAudit(file: string): PlainAudit {
  const records: string[] = [];
  const leftOut: [number, number, number] = [0, 0, 0];
  for (let rest = file.replace(/^[ \t\n\r]+/, ''); rest !== ''; ) {
    const found = valueAt(rest);
    const events = found === undefined ? undefined : eventsOf(found.value);
    if (found === undefined) leftOut[0]++;
    else if (events === undefined) leftOut[2]++;
    for (const event of events ?? []) {
      const time = timePlain(textOf(memberOfPlain(event, 'stageTimestamp')) ?? '');
      if (time === undefined) leftOut[1]++;
      else records.push(`${time} ${compactPlain(event)}`);
    }
    const next = found?.end ?? (rest.includes('\n') ? rest.indexOf('\n') : rest.length);
    rest = rest.slice(next).replace(/^[ \t\n\r]+/, '');
  }
  return { records, leftOut };
}
