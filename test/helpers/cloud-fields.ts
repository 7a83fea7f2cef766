import { type FieldValue, fieldClass } from '../../src/fields/field.js';
import type { SourceFields } from '../../src/fields/source-fields.js';
import { EVT } from '../../src/schema/events.js';
import type { Evt } from '../../src/state/evt.js';

/** Index of the payload in a plugin event. */
const PAYLOAD = 1;

/** The payload of a plugin event as JSON; undefined if it is not JSON. */
function payloadOf({ view }: Evt): unknown {
  const start = view.paramStart(PAYLOAD);
  try {
    return JSON.parse(Buffer.from(view.bytes.subarray(start, start + view.paramLength(PAYLOAD))).toString());
  } catch {
    return undefined;
  }
}

function memberAt(json: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    json,
  );
}

function textAt(evt: Evt, path: readonly string[]): string | null {
  const found = memberAt(payloadOf(evt), path);
  if (found === undefined) return null;
  return Buffer.from(typeof found === 'string' ? found : JSON.stringify(found)).toString('latin1');
}

const textField = (name: string, ...path: readonly string[]) => ({
  name,
  type: 'charbuf' as const,
  display: name,
  description: `What is at ${path.join('.')} in the record.`,
  bind: () => (evt: Evt) => textAt(evt, path),
});

function imagesOf(evt: Evt, arg: string | null): FieldValue {
  const items = memberAt(payloadOf(evt), ['requestParameters', 'instancesSet', 'items']);
  if (!Array.isArray(items)) return null;
  const ids = items.map((item) => String(memberAt(item, ['imageId'])));
  return arg === null ? ids : ids.slice(Number(arg), Number(arg) + 1);
}

const plugin = (id: number) => [{ type: EVT.PLUGINEVENT_E, id }];

/** The CloudTrail fields that tests use; the plugin has the id 2. */
export const TRAIL: SourceFields = {
  name: 'cloudtrail',
  kinds: plugin(2),
  defaultFormat: '*%evt.num [cloudtrail] %ct.user %ct.name',
  fields: fieldClass('cloudtrail', [
    textField('ct.id', 'eventID'),
    textField('ct.name', 'eventName'),
    textField('ct.error', 'errorCode'),
    textField('ct.user', 'userIdentity', 'userName'),
    {
      name: 's3.bytes',
      type: 'uint64',
      display: 'Bytes',
      description: 'Bytes that were moved.',
      bind: () => (evt) => {
        const data = memberAt(payloadOf(evt), ['additionalEventData']);
        const sizes = ['bytesTransferredIn', 'bytesTransferredOut'].map((key) => memberAt(data, [key]));
        const known = sizes.filter((size) => typeof size === 'number');
        return known.length === 0 ? null : known.reduce((sum, size) => sum + size, 0);
      },
    },
    {
      name: 'ec2.imageids',
      type: 'charbuf',
      isList: true,
      arg: 'allowed',
      argForm: 'index',
      display: 'Images',
      description: 'Images of the instances that were started.',
      bind: (arg) => (evt) => imagesOf(evt, arg),
    },
  ]),
};

/** A field of Kubernetes audit logs; the plugin has the id 1. */
export const KUBERNETES: SourceFields = {
  name: 'k8saudit',
  kinds: plugin(1),
  defaultFormat: null,
  fields: fieldClass('k8saudit', [textField('ka.verb', 'verb')]),
};

/** Fields of all plugin events, whatever their source. */
export const JSON_FIELDS: SourceFields = {
  name: 'json',
  kinds: [],
  defaultFormat: null,
  fields: fieldClass('json', [
    {
      name: 'json.value',
      type: 'charbuf',
      arg: 'required',
      argForm: 'key',
      display: 'Value',
      description: 'What is at a JSON pointer in the payload.',
      ofKind: ({ def }) => (def.id === EVT.PLUGINEVENT_E ? undefined : null),
      bind: (arg) => {
        const path = (arg ?? '').replace(/^\//, '').split('/');
        return (evt) => (evt.view.type === EVT.PLUGINEVENT_E ? textAt(evt, path) : null);
      },
    },
  ]),
};
