import type { Bind, FieldValue, fieldClass } from '../fields/field.js';
import type { ParamType } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import { type JsonDocument, type MemberName, NOTHING } from './json-document.js';
import { listOf, walk } from './k8saudit-values.js';
import { anyText, namesOf, ofPayload, upToNul } from './payload.js';

/** What a field costs that reads the payload, beside one that reads a number. */
const COST = 20;

export type Row = Parameters<typeof fieldClass>[1][number];
export type Texts = readonly [name: string, description: string];
/** Makes a list of the values that were found; null for none. */
export type Make = (json: JsonDocument, found: readonly number[]) => readonly string[] | null;

/** A value as it comes out of the plugin: without empty lists, texts up to their first NUL. */
function cut(value: readonly string[] | string | null): FieldValue {
  if (value === null) return null;
  return typeof value === 'string' ? upToNul(value) : listOf(value.map(upToNul));
}

/** A value that is made of an event, which has no fields without auditID. */
export function ofEvent(
  make: (arg: string | null) => (json: JsonDocument, root: number) => readonly string[] | string | null,
  needed?: string,
): Bind<Evt> {
  return (arg, options) =>
    ofPayload(() => {
      const [audit] = namesOf(['auditID']);
      const read = make(arg);
      return (json, root) => (json.member(root, audit as MemberName) === NOTHING ? null : cut(read(json, root)));
    }, needed)(arg, options);
}

export const row = ([name, description]: Texts, bind: Bind<Evt>, more: Partial<Row> = {}): Row => ({
  name,
  type: 'charbuf' as ParamType,
  display: description.replace(/[.;,].*$/, ''),
  description,
  cost: COST,
  bind,
  ...more,
});

/** The value at a path: a string as it is, other values as JSON. */
export function text(path: string | readonly string[], ...texts: Texts): Row {
  const names = typeof path === 'string' ? path.split('.') : path;
  const bind = ofEvent(() => {
    const steps = namesOf(names);
    return (json, root) => {
      const value = json.at(root, steps);
      return value === NOTHING ? null : anyText(json, value);
    };
  }, names.at(-1));
  return row(texts, bind, { inRecord: names });
}

/** A list that is made of what is at a path. */
export function list(
  path: string,
  make: (json: JsonDocument, value: number) => readonly string[] | null,
  ...texts: Texts
): Row {
  const bind = ofEvent(() => {
    const steps = namesOf(path.split('.'));
    return (json, root) => make(json, json.at(root, steps));
  });
  return row(texts, bind, { isList: true });
}

export const INDEXED = { isList: true, arg: 'allowed', argForm: 'index' } as const;
export const KEYED = { arg: 'required', argForm: 'key' } as const;

/** A list of what is found by a walk, of all elements or of the one with an index. */
export function walked(path: string, make: Make, ...texts: Texts): Row {
  const bind = ofEvent((arg) => {
    const steps = namesOf(path.split('.'));
    const index = arg === null ? null : Number(arg);
    return (json, root) => {
      const found = walk(json, root, steps, index);
      return found === null ? null : make(json, found);
    };
  });
  return row(texts, bind, INDEXED);
}
