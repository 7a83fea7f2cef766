import { FieldArgError, type FieldDef } from './field.js';
import type { FieldRegistry } from './registry.js';

/** A field with its argument, found in a text. */
export interface FieldReference {
  readonly def: FieldDef;
  readonly arg: string | null;
  /** First character after it. */
  readonly end: number;
}

const BRACKETED = /\[(?:"([^"]*)"|'([^']*)'|([^[\]"'\s]+))\]/y;
const DOTTED = /\.([A-Za-z0-9_-]+)/y;

/** Reads the longest field at character `at` of a text, with its argument; null where none begins there. Throws FieldArgError. */
export function readFieldReference(registry: FieldRegistry, text: string, at: number): FieldReference | null {
  const def = registry.findLongest(text, at);
  if (def === undefined) return null;
  const start = at + def.name.length;
  const found = def.arg === undefined ? null : (readBracketed(text, start) ?? readDotted(def, text, start));
  if (found === null && def.arg === 'required')
    throw new FieldArgError(`${def.name} needs an argument: ${def.name}.NAME or ${def.name}[N]`);
  return { def, arg: found?.arg ?? null, end: found?.end ?? start };
}

function readBracketed(text: string, start: number): { arg: string; end: number } | null {
  BRACKETED.lastIndex = start;
  const found = BRACKETED.exec(text);
  return found === null ? null : { arg: found[1] ?? found[2] ?? found[3] ?? '', end: BRACKETED.lastIndex };
}

function readDotted(def: FieldDef, text: string, start: number): { arg: string; end: number } | null {
  DOTTED.lastIndex = start;
  const found = DOTTED.exec(text)?.[1];
  if (found === undefined) return null;
  const length = def.matchArg?.(found) ?? found.length;
  if (length === 0) throw new FieldArgError(`no event has an argument named '${found}'`);
  return { arg: found.slice(0, length), end: start + 1 + length };
}

/** Field that a dotted name and a bracketed argument name exactly; null where there is none. Throws FieldArgError. */
export function findFieldReference(
  registry: FieldRegistry,
  name: string,
  bracketed: string | null,
): Omit<FieldReference, 'end'> | null {
  const exact = registry.find(name);
  if (bracketed !== null) return exact?.arg === undefined ? null : { def: exact, arg: bracketed };
  const reference = readFieldReference(registry, name, 0);
  return reference?.end === name.length ? reference : null;
}
