import { FieldArgError, type FieldDef } from './field.js';
import type { FieldRegistry } from './registry.js';

/** A field with its argument, found in a text. */
export interface FieldReference {
  readonly def: FieldDef;
  readonly arg: string | null;
  /** Offset of the first character after it. */
  readonly end: number;
}

const BRACKETED = /\[(?:"([^"]*)"|'([^']*)'|([^[\]"'\s]+))\]/y;
const DOTTED = /\.([A-Za-z0-9_-]+)/y;

const INDEX = /^(?:0|[1-9]\d*)$/;

/** Reads the longest field at character `at` of a text, with its argument; null if there is none. Throws FieldArgError. */
export function readFieldReference(registry: FieldRegistry, text: string, at: number): FieldReference | null {
  const named = registry.findLongest(text, at);
  if (named === undefined) return null;
  const { def, end: start } = named;
  const found = def.arg === undefined ? null : readArgument(def, text, start);
  if (found === null && def.arg === 'required')
    throw new FieldArgError(`${def.name} needs an argument: ${argumentsOf(def).join(' or ')}`);
  return { def, arg: found?.arg ?? null, end: found?.end ?? start };
}

/** How the argument of a field is written. */
function argumentsOf({ name, argForm }: FieldDef): readonly string[] {
  if (argForm === undefined) return [`${name}.NAME`, `${name}[N]`];
  return [`${name}[${argForm === 'index' ? 'N' : 'KEY'}]`];
}

function readArgument(def: FieldDef, text: string, start: number): { arg: string; end: number } | null {
  const bracketed = readBracketed(text, start);
  if (def.argForm === undefined) return bracketed ?? readDotted(def, text, start);
  if (bracketed !== null) checkArgument(def, bracketed.arg);
  else if (text[start] === '[')
    throw new FieldArgError(
      `${def.name}[ is not followed by an argument and ']': quote one that has blanks or brackets`,
    );
  return bracketed;
}

/** Throws FieldArgError if a bracketed argument does not have the form that its field takes. */
function checkArgument({ name, argForm }: FieldDef, arg: string): void {
  if (argForm === 'index' && !INDEX.test(arg))
    throw new FieldArgError(`${name}[N] takes a number from 0, not '${arg}'`);
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

/** Field named exactly by a dotted name and a bracketed argument; null if there is none. Throws FieldArgError. */
export function findFieldReference(
  registry: FieldRegistry,
  name: string,
  bracketed: string | null,
): Omit<FieldReference, 'end'> | null {
  const exact = registry.find(name);
  if (bracketed !== null) {
    if (exact?.arg === undefined) return null;
    checkArgument(exact, bracketed);
    return { def: exact, arg: bracketed };
  }
  const reference = readFieldReference(registry, name, 0);
  return reference?.end === name.length ? reference : null;
}
