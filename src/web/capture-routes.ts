import { toByteString } from '../bytes/text.js';
import type { FieldDef } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import type { Inspection } from '../inspect/inspection.js';
import { KnownValues } from '../inspect/known-values.js';
import { LogValues } from '../inspect/log-values.js';
import { SORTABLE } from '../inspect/sort-keys.js';
import type { Profile } from './profile.js';
import type { CaptureInfo, FieldInfo, Progress, ValuesAnswer } from './protocol.js';
import type { Call, Route } from './route.js';

/** Time between two lines of GET /api/changes, in ms. */
const PERIOD_MS = 250;
/** Values of a field that are told at a time. */
const MOST_VALUES = 100;

/** How far a capture is read. */
export function progressOf({ index, size, recorder }: Inspection): Progress {
  const { kept, isComplete, problem, losses } = index;
  const { first } = kept;
  const bytes = kept.count === 0 ? 0 : (kept.place(kept.count - 1)?.offset ?? 0);
  return {
    events: kept.count,
    isComplete,
    bytes,
    size,
    problem: problem ?? recorder?.problem ?? null,
    begin: first === 0 ? null : { row: first, num: kept.num(first), time: String(kept.time(first)) },
    losses: { places: losses.count, events: recorder?.lost ?? null, isExact: recorder?.isExact ?? true },
  };
}

/** What the page knows first. */
export const captureOf = (inspection: Inspection, { name, columns, colours, buttons }: Profile): CaptureInfo => ({
  profile: name,
  name: toByteString(inspection.path),
  isLive: inspection.isLive,
  recordFilter: inspection.recorder?.filter ?? null,
  progress: progressOf(inspection),
  columns,
  sortable: SORTABLE,
  colours,
  buttons,
});

const fieldOf = ({ name, class: group, type, description, arg, values }: FieldDef): FieldInfo => ({
  name,
  class: group,
  type,
  description,
  arg: arg ?? 'none',
  values: values ?? null,
});

/** All fields that can be asked for. */
export const fieldsOf = ({ registry }: FieldContext): readonly FieldInfo[] =>
  registry.fields.filter(({ isDeprecated }) => isDeprecated !== true).map(fieldOf);

/** Writes a line for each change of the progress, until all is read or the page has gone. */
function writeChanges(inspection: Inspection, { response }: Call): undefined {
  response.setHeader('content-type', 'application/x-ndjson');
  let last = '';
  const write = (): void => {
    const line = JSON.stringify(progressOf(inspection));
    // a page that does not read gets no more lines than fit in its socket
    if (line !== last && !response.writableNeedDrain) {
      response.write(`${line}\n`);
      last = line;
    }
    if (!inspection.index.isComplete) return;
    clearInterval(timer);
    response.end();
  };
  const timer = setInterval(write, PERIOD_MS);
  response.on('close', () => clearInterval(timer));
  write();
  return undefined;
}

/** What is asked about a capture as a whole. */
export function captureRoutes(inspection: Inspection, context: FieldContext, profile: Profile): readonly Route[] {
  const fields = fieldsOf(context);
  const known = new KnownValues(inspection.index, context);
  const ofLogs = new LogValues(inspection, context);
  const valuesOf = async ({ query }: Call): Promise<ValuesAnswer> => {
    const field = query.get('field') ?? '';
    const text = toByteString(query.get('prefix') ?? '');
    const { values, ...rest } = await ofLogs.of(field);
    return { values: known.find(field, text, MOST_VALUES, values), ...rest };
  };
  return [
    { method: 'GET', path: '/api/capture', answer: () => captureOf(inspection, profile) },
    { method: 'GET', path: '/api/changes', answer: (call) => writeChanges(inspection, call) },
    { method: 'GET', path: '/api/fields', answer: () => fields },
    { method: 'GET', path: '/api/values', answer: valuesOf },
  ];
}
