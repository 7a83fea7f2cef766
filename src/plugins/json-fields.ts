import { type Bind, type FieldDef, fieldClass, USUAL_DEMANDS } from '../fields/field.js';
import type { SourceFields } from '../fields/source-fields.js';
import { timeValue } from '../fields/time-value.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import { CLOUDTRAIL_ID } from './cloudtrail.js';
import { PAYLOAD } from './event-mark.js';
import { GCP_AUDIT_ID } from './gcpaudit.js';
import { indentedJson } from './indented-json.js';
import { type JsonDocument, KIND, type MemberName, NOTHING } from './json-document.js';
import { K8S_AUDIT_ID } from './k8saudit.js';
import { elementsOf } from './k8saudit-values.js';
import { anyText, namesOf, ofPayload, payloadOf, type ReadPayload, upToNul } from './payload.js';

/** What a field costs that reads the payload, beside one that reads a number. */
const COST = 20;
const BRACE = 0x7b;
const BRACKET = 0x5b;
/** Ids of plugins whose event source is known; 0 stands for the kernel. */
const KNOWN: ReadonlySet<number> = new Set([0, CLOUDTRAIL_ID, GCP_AUDIT_ID, K8S_AUDIT_ID]);

/** Whether the fields of JSON have values in an event: as in the reference, it is of a known source, with a payload that begins as an object or array. */
export function isJsonRead(evt: Evt): boolean {
  const { view } = evt;
  if (view.type !== EVT.PLUGINEVENT_E || !KNOWN.has(view.uint32(0))) return false;
  const first = view.paramLength(PAYLOAD) === 0 ? 0 : view.bytes[view.paramStart(PAYLOAD)];
  return (first === BRACE || first === BRACKET) && !payloadOf(evt).isTrimmed;
}

const ofJson =
  (make: (arg: string | null) => ReadPayload): Bind<Evt> =>
  (arg, options) => {
    const read = ofPayload(() => make(arg))(arg, options);
    return (evt) => (isJsonRead(evt) ? read(evt) : null);
  };

/** A part of a JSON pointer, as a name and as an index. */
interface Step {
  readonly member: MemberName;
  /** NaN if it is none. */
  readonly index: number;
}

/** The value with a name in an object, or with an index in an array. */
function partOf(json: JsonDocument, value: number, { member, index }: Step): number {
  return json.kind(value) === KIND.ARRAY ? (elementsOf(json, value)[index] ?? NOTHING) : json.member(value, member);
}

function stepsOf(pointer: string): readonly Step[] {
  // without one, it is the whole payload
  if (pointer === '') return [];
  const names = pointer
    .replace(/^\//, '')
    .split('/')
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  return namesOf(names).map((member, i) => {
    const name = names[i] as string;
    return { member, index: /^\d+$/.test(name) ? Number(name) : Number.NaN };
  });
}

/** What is at a JSON pointer, whose first slash may be left out. */
const pointed: Bind<Evt> = ofJson((arg) => {
  const steps = stepsOf(arg ?? '');
  return (json, root) => {
    let value = root;
    for (const step of steps) if (value !== NOTHING) value = partOf(json, value, step);
    return value === NOTHING ? null : upToNul(anyText(json, value));
  };
});

const whole: Bind<Evt> = ofJson(() => (json, root) => {
  const text = indentedJson(json.json(root));
  return text === null ? null : upToNul(text);
});

const time: Bind<Evt> = (arg, options) => {
  const isThere = ofJson(() => () => '')(arg, options);
  return (evt) => (isThere(evt) === null ? null : String(timeValue(evt.view.tsHi, evt.view.tsLo)));
};

const OF_PLUGINS: Pick<FieldDef, 'ofKind'> = {
  ofKind: ({ def }) => (def.id === EVT.PLUGINEVENT_E ? undefined : null),
};

const rows = (prefix: string, note: string) => {
  const row = (name: string, display: string, description: string, bind: Bind<Evt>) => ({
    ...OF_PLUGINS,
    name: `${prefix}.${name}`,
    type: 'charbuf' as const,
    display,
    description: `${description}${note}`,
    cost: COST,
    bind,
  });
  return [
    {
      ...row('value', 'Value', `What is at a JSON pointer in the payload: ${prefix}.value[/a/0/b]`, pointed),
      arg: 'required' as const,
      argForm: 'key' as const,
    },
    // texts of strict JSON have no line ends, so that captured text begins no line
    { ...row('obj', 'JSON', 'The payload, indented', whole), isIndented: true as const },
    row('rawtime', 'Time', 'Time of the event in nanoseconds since the epoch', time),
  ];
};

const FIELDS = fieldClass('json', [...rows('json', '.'), ...rows('jevt', '; an old name.')], USUAL_DEMANDS);

/** Fields of the payloads of all plugin events that are JSON. */
export const JSON_FIELDS: SourceFields = { name: 'json', kinds: [], fields: FIELDS, defaultFormat: null };
