import type { Bind } from '../fields/field.js';
import type { Evt } from '../state/evt.js';
import { type JsonDocument, KIND, type MemberName, NOTHING } from './json-document.js';
import { whole } from './k8saudit-containers.js';
import { list, ofEvent, type Row, row, type Texts } from './k8saudit-rows.js';
import { elementsOf, elementTexts, textsOf, uriParameter, walk } from './k8saudit-values.js';
import { anyText, namesOf } from './payload.js';

/** The first value of a walk over the first element. */
export function firstOf(path: string, change: (value: string) => string, ...texts: Texts): Row {
  const bind = ofEvent(() => {
    const steps = namesOf(path.split('.'));
    return (json, root) => {
      const found = walk(json, root, steps, 0);
      const first = found === null ? null : whole(json, found)?.[0];
      return first === undefined || first === null ? null : change(first);
    };
  });
  return row(texts, bind);
}

/** true or false, for values that are found by a walk and the argument. */
export function truth(
  path: string,
  holds: (value: string, arg: string) => boolean,
  texts: Texts,
  more: Partial<Row> = {},
): Row {
  const bind = ofEvent((arg) => {
    const steps = namesOf(path.split('.'));
    return (json, root) => {
      const found = walk(json, root, steps, null);
      return found === null ? null : String(textsOf(json, found).some((value) => holds(value, arg ?? '')));
    };
  });
  return row(texts, bind, more);
}

/** Whether a path is the argument, or begins like it if that ends in a star. */
export const isPath = (path: string, arg: string): boolean =>
  arg.endsWith('*') ? path.startsWith(arg.slice(0, -1)) : path === arg;

/** What is made of each subject of a kind. */
export function subjects(
  kind: string,
  of: (json: JsonDocument, subject: number) => string | null,
  ...texts: Texts
): Row {
  const isKind = namesOf(['kind']);
  const make = (json: JsonDocument, value: number): readonly string[] | null => {
    if (value === NOTHING || json.kind(value) !== KIND.ARRAY) return null;
    return elementsOf(json, value)
      .filter((subject) => textAt(json, subject, isKind) === kind)
      .flatMap((subject) => of(json, subject) ?? []);
  };
  return list('requestObject.subjects', make, ...texts);
}

function textAt(json: JsonDocument, value: number, path: readonly MemberName[]): string | null {
  const found = json.at(value, path);
  return found === NOTHING ? null : anyText(json, found);
}

/** The name of a subject. */
export const nameOf = (json: JsonDocument, subject: number): string | null => textAt(json, subject, namesOf(['name']));

/** Namespace and name of a subject; null if it lacks one. */
export function fullNameOf(json: JsonDocument, subject: number): string | null {
  const [space, name] = [textAt(json, subject, namesOf(['namespace'])), nameOf(json, subject)];
  return space === null || name === null ? null : `${space}:${name}`;
}

/** ka.target.pod.name: the pod in the response. */
export const podName: Bind<Evt> = ofEvent(() => {
  const [resource, sub] = [namesOf(['objectRef', 'resource']), namesOf(['objectRef', 'subresource'])];
  const name = namesOf(['responseObject', 'metadata', 'name']);
  return (json, root) => {
    const isPod = textAt(json, root, resource) === 'pods' && (textAt(json, root, sub) ?? '') === '';
    return isPod ? textAt(json, root, name) : null;
  };
});

/** ka.uri.param: a parameter of the URI. */
export const parameter: Bind<Evt> = ofEvent((arg) => {
  const steps = namesOf(['requestURI']);
  return (json, root) => {
    const uri = textAt(json, root, steps);
    return uri === null ? null : uriParameter(uri, arg ?? '');
  };
}, 'requestURI');

/** The names of volumes' members but "name", which say their types. */
export const volumeTypes: Bind<Evt> = ofEvent((arg) => {
  const steps = namesOf(['requestObject', 'spec', 'volumes']);
  const index = arg === null ? null : Number(arg);
  return (json, root) => {
    const value = json.at(root, steps);
    if (value === NOTHING) return null;
    const all = json.kind(value) === KIND.ARRAY ? elementsOf(json, value) : [value];
    const chosen = index === null || json.kind(value) !== KIND.ARRAY ? all : all.slice(index, index + 1);
    return chosen
      .filter((volume) => json.kind(volume) === KIND.OBJECT)
      .flatMap((volume) => elementsOf(json, volume).map((member) => json.key(member)))
      .filter((name) => name !== 'name');
  };
}, 'volumes');

/** ka.sourceips: addresses of the client. */
export const sourceAddresses: Bind<Evt> = ofEvent((arg) => {
  const steps = namesOf(['sourceIPs']);
  const index = arg === null ? null : Number(arg);
  return (json, root) => {
    const all = elementTexts(json, json.at(root, steps));
    return index === null ? all : (all?.slice(index, index + 1) ?? null);
  };
}, 'sourceIPs');
