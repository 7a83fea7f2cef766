import { PAYLOAD } from '../plugins/event-mark.js';
import { type JsonDocument, KIND, NOTHING } from '../plugins/json-document.js';
import { isJsonRead } from '../plugins/json-fields.js';
import { elementsOf } from '../plugins/k8saudit-values.js';
import { anyText, payloadOf, upToNul } from '../plugins/payload.js';
import type { Evt } from '../state/evt.js';

/** A value in the payload of an event that is JSON. */
export interface RecordPart {
  /** The field that tells it: json.value with its JSON pointer. */
  readonly name: string;
  /** As the field has it (a byte string); of an object or array that is long, nothing. */
  readonly text: string;
  /** Its name or index, without escapes. */
  readonly label: string;
  /** 1 for what is in the outermost value. */
  readonly depth: number;
  /** Whether it is an object or array, whose values follow. */
  readonly isOuter: boolean;
  /** Where it is in the block of the event. */
  readonly start: number;
  readonly end: number;
}

/** Parts that are told, and the longest text of an object or array, in bytes. */
const MAX_PARTS = 5000;
const MAX_DEPTH = 64;
const MAX_OUTER = 1000;

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Collects the parts of a payload. */
class Parts {
  readonly found: RecordPart[] = [];
  private readonly json: JsonDocument;
  /** Offset of the payload in the event's block. */
  private readonly base: number;

  constructor(json: JsonDocument, base: number) {
    this.json = json;
    this.base = base;
  }

  /** Adds what is in an object or array. Of members with the same name, fields tell the first only. */
  addAllOf(outer: number, pointer: string, depth: number): void {
    const isArray = this.json.kind(outer) === KIND.ARRAY;
    const names = new Set<string>();
    for (const [index, value] of elementsOf(this.json, outer).entries()) {
      const label = isArray ? String(index) : this.json.key(value);
      if (this.found.length >= MAX_PARTS) return;
      if (!names.has(label)) this.add(value, label, { pointer: `${pointer}/${escaped(label)}`, depth });
      names.add(label);
    }
  }

  private add(
    value: number,
    label: string,
    { pointer, depth }: { readonly pointer: string; readonly depth: number },
  ): void {
    const { json, base } = this;
    const kind = json.kind(value);
    const isOuter = kind === KIND.OBJECT || kind === KIND.ARRAY;
    const { start, end } = json.range(value);
    const text = isOuter && end - start > MAX_OUTER ? '' : upToNul(anyText(json, value));
    const place = { start: base + start, end: base + end };
    this.found.push({ name: `json.value[${pointer}]`, text, label, depth, isOuter, ...place });
    if (isOuter && depth < MAX_DEPTH) this.addAllOf(value, pointer, depth + 1);
  }
}

/** The values in the payload of an event, outer ones before what is in them; none if the payload is no JSON. */
export function recordParts(evt: Evt): readonly RecordPart[] {
  if (!isJsonRead(evt)) return [];
  const { view } = evt;
  const payload = payloadOf(evt);
  const root = payload.root();
  if (root === NOTHING) return [];
  const parts = new Parts(payload.json, view.paramStart(PAYLOAD) - view.blockStart);
  parts.addAllOf(root, '', 1);
  return parts.found;
}

/** Where the value at a path of names is in the block of an event; null if it is not there. */
export function rangeInRecord(evt: Evt, path: readonly string[]): readonly [start: number, end: number] | null {
  if (!isJsonRead(evt)) return null;
  const { view } = evt;
  const payload = payloadOf(evt);
  const { json } = payload;
  const root = payload.root();
  if (root === NOTHING) return null;
  const names = path.map((name) => json.name(name));
  const value = json.at(root, names);
  if (value === NOTHING) return null;
  const { start, end } = json.range(value);
  const base = view.paramStart(PAYLOAD) - view.blockStart;
  return [base + start, base + end];
}
