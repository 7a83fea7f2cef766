import { TextError } from '../../src/errors.js';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import type { FieldDef } from '../../src/fields/field.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { FAMILIES, type Family } from '../../src/filter/families.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';
import type { Dice } from './event-samples.js';

/** Arguments of the fields that take one. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  'evt.arg': ['.res', '.fd', '.name', '.flags', '.data', '[0]', '[1]'],
  'evt.rawarg': ['.res', '.fd', '.size', '.flags', '.name', '.mode'],
  'proc.aname': ['[0]', '[1]', '[2]'],
  'proc.apid': ['[1]'],
  'proc.aexe': ['[1]'],
  'proc.aexepath': ['[1]'],
  'proc.acmdline': ['[1]'],
  'proc.aenv': ['[1]', '[HOME]'],
  'proc.env': ['[HOME]', '[A]'],
  'thread.cgroup': ['.cpu'],
  'evt.abspath': ['', '.src', '.dst'],
};

/** A field as written in a format or filter; null if it needs an argument that is not known here. */
export function writtenField(dice: Dice, field: FieldDef): string | null {
  const known = ARGUMENTS[field.name];
  if (known !== undefined) return field.name + dice.pick(known);
  return field.arg === 'required' ? null : field.name;
}

const LITERALS: Readonly<Record<Family, readonly string[]>> = {
  number: ['0', '1', '3', '20', '1000', '5002000', '5005000', '4096'],
  bool: ['true', 'false'],
  text: [
    'cat',
    'server',
    'tool',
    '/etc/passwd',
    'open',
    'tcp',
    '/',
    '<NA>',
    'SUCCESS',
    'ENOENT',
    'user',
    'root',
    'ipv4',
  ],
  bytes: ['hello', 'x', 'world'],
  ip: ['10.0.0.1', '127.0.0.1', '10.0.1.2', '::1'],
  net: ['10.0.0.0/8', '192.168.0.0/16'],
  opaque: [],
};

const OPERATORS: Readonly<Record<Family, readonly string[]>> = {
  number: ['=', '!=', '<', '<=', '>', '>=', 'in'],
  bool: ['=', '!='],
  text: ['=', '!=', 'contains', 'icontains', 'startswith', 'endswith', 'glob', 'in', 'pmatch'],
  bytes: ['=', '!=', 'contains', 'startswith'],
  ip: ['=', '!=', 'in'],
  net: ['=', '!=', 'in'],
  opaque: [],
};

const LISTS: ReadonlySet<string> = new Set(['in', 'pmatch']);

/** A condition on one field. */
function condition(dice: Dice, fields: readonly FieldDef[]): string {
  for (;;) {
    const field = dice.pick(fields);
    const name = writtenField(dice, field);
    const family = FAMILIES[field.type];
    if (name === null || field.isList || field.type === 'dyn') continue;
    if (family === 'opaque' || dice.next(8) === 0) return `${name} exists`;
    const operator = dice.pick(OPERATORS[family]);
    const literal = (): string => quoted(dice.pick(field.values ?? LITERALS[family]));
    if (!LISTS.has(operator)) return `${name} ${operator} ${literal()}`;
    const values = Array.from({ length: 1 + dice.next(3) }, literal);
    return `${name} ${operator} (${values.join(', ')})`;
  }
}

const quoted = (text: string): string => (/^[a-z0-9./:]+$/i.test(text) ? text : `"${text}"`);

/** A filter in the reference's spelling. */
export function randomFilter(dice: Dice, fields: readonly FieldDef[] = BUILT_IN_FIELDS.fields, depth = 2): string {
  const kind = dice.next(depth > 0 ? 5 : 1);
  if (kind === 0) return condition(dice, fields);
  const inner = (): string => randomFilter(dice, fields, depth - 1);
  if (kind === 1) return `not (${inner()})`;
  const parts = Array.from({ length: 2 + dice.next(2) }, () => `(${inner()})`);
  return parts.join(kind <= 3 ? ' and ' : ' or ');
}

/** Which filters are wanted. */
interface Wanted {
  readonly fields?: readonly FieldDef[];
  readonly suits?: (filter: Filter) => boolean;
}

/** Random filters that are accepted: some values do not fit their fields. */
export function soundFilters(dice: Dice, count: number, { fields, suits = () => true }: Wanted = {}): string[] {
  const found: string[] = [];
  while (found.length < count) {
    const text = randomFilter(dice, fields);
    try {
      if (suits(compileFilter(text, DEFAULT_FIELD_CONTEXT))) found.push(text);
    } catch (error) {
      if (!(error instanceof TextError)) throw error;
    }
  }
  return found;
}
