// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import type { Bind, FieldValue } from '../fields/field.js';
import type { Evt } from '../state/evt.js';
import { EventMark } from './event-mark.js';
import { JsonDocument, KIND, type MemberName, NOTHING } from './json-document.js';

const NUL = '\0';
/** A value that has not been read. */
const UNREAD = -1;

/** The payload of the event at hand as JSON: it is copied and read at most once, whatever fields ask for it. */
class Payload {
  readonly json = new JsonDocument();
  private readonly mark = new EventMark();
  private value = UNREAD;
  /** Whether NUL bytes around it were left out. */
  isTrimmed = false;

  /** Goes to the payload of an event. */
  moveTo(evt: Evt): void {
    const { mark } = this;
    if (!mark.moveTo(evt)) return;
    this.value = UNREAD;
    this.putTrimmed(evt.view.bytes, mark.start, mark.end);
  }

  private putTrimmed(bytes: Buffer, start: number, end: number): void {
    let first = start;
    let last = end;
    while (first < last && bytes[first] === 0) first++;
    while (last > first && bytes[last - 1] === 0) last--;
    this.isTrimmed = first > start || last < end;
    this.json.put(bytes, first, last);
  }

  /** Its outermost value; NOTHING if it is no JSON. */
  root(): number {
    if (this.value === UNREAD) this.value = this.json.read();
    return this.value;
  }
}

let payload: Payload | undefined;

/** The payload of an event, valid until the next event is asked for. */
export function payloadOf(evt: Evt): Payload {
  payload ??= new Payload();
  payload.moveTo(evt);
  return payload;
}

/** Names of members, in any payload. */
export function namesOf(names: readonly string[]): readonly MemberName[] {
  payload ??= new Payload();
  const { json } = payload;
  return names.map((name) => json.name(name));
}

/** The names of a path, such as userIdentity.type. */
export const pathOf = (path: string): readonly MemberName[] => namesOf(path.split('.'));

/** A text as it comes out of a plugin: up to its first NUL. */
export function upToNul(text: string): string {
  const end = text.indexOf(NUL);
  return end < 0 ? text : text.slice(0, end);
}

/** Makes a value of a payload that is JSON; null if there is none. */
export type ReadPayload = (json: JsonDocument, root: number) => FieldValue;

/** The `bind` of a field that reads the payload. Without a member called `needed`, there is no value. */
export function ofPayload(make: () => ReadPayload, needed?: string): Bind<Evt> {
  return () => {
    const read = make();
    const [name] = needed === undefined ? [] : pathOf(needed);
    return (evt) => {
      const found = payloadOf(evt);
      if (name !== undefined && !found.json.mayHave(name)) return null;
      const root = found.root();
      return root === NOTHING ? null : read(found.json, root);
    };
  };
}

const lastOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** As ofPayload, of what is at a path; without it, there is no value. */
export function ofValue(path: string, read: (json: JsonDocument, value: number) => FieldValue): Bind<Evt> {
  return ofPayload(() => {
    const names = pathOf(path);
    return (json, root) => {
      const value = json.at(root, names);
      return value === NOTHING ? null : read(json, value);
    };
  }, lastOf(path));
}

/** The string at a path, '' for values of other types. */
export function textAt(path: string): Bind<Evt> {
  return ofValue(path, (json, value) => upToNul(json.text(value)));
}

/** The value at a path as compact JSON. */
export function jsonAt(path: string): Bind<Evt> {
  return ofValue(path, (json, value) => upToNul(json.json(value)));
}

/** The string at a path; values of other types as compact JSON. */
export function anyTextAt(path: string): Bind<Evt> {
  return ofValue(path, (json, value) => upToNul(anyText(json, value)));
}

/** A string without its escapes, or a value of another type as compact JSON. */
export function anyText(json: JsonDocument, value: number): string {
  return json.kind(value) === KIND.STRING ? json.text(value) : json.json(value);
}

/** 'true' if the value at a path is the JSON true, 'false' for all others. */
export function truthAt(path: string): Bind<Evt> {
  return ofValue(path, (json, value) => (json.kind(value) === KIND.TRUE ? 'true' : 'false'));
}
