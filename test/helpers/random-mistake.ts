import type { FieldDef } from '../../src/fields/field.js';
import { OPERATORS } from '../../src/filter/operators.js';
import type { Dice } from './event-samples.js';
import { randomFilter, writtenField } from './random-query.js';

/** Those of the reference: it has no `matches`. */
const OPERATOR_NAMES = Object.keys(OPERATORS).filter((name) => name !== 'matches');
/** Values that most field types reject, and some that they accept. */
const VALUES = [
  '0',
  '007',
  '-1',
  '+5',
  '1.5',
  '0x10',
  '1e3',
  '12x',
  '18446744073709551615',
  'abc',
  'true',
  'truth',
  '""',
  "'a b'",
  '"a\\"b"',
  '"a\\qb"',
  '"open',
  'a=b',
  'a(b',
  'a,b',
  '10.0.0.1',
  '10.0.0',
  '10.0.0.256',
  '10.0.0.0/8',
  '10.0.0.0/33',
  '10.0.0.0/',
  '::1',
  ':::1',
  '::/0',
  '2001:db8::/129',
  'fe80::1%eth0',
  'http',
  'tcp',
  'openat',
  '41',
  '4g',
  '[a-',
  'a*',
  '(a|b',
  'val(proc.name)',
  'tolower(fd.name)',
  'proc.name',
  '',
  '()',
  '(a)',
  '(a, b)',
  '(1, 2)',
  '(1 2)',
  '(1,)',
  '(,1)',
  '(a, (b))',
  '(10.0.0.1, ::1)',
  '(10.0.0.0/8, 1)',
  'exists',
  'a'.repeat(300),
] as const;
const ARGUMENTS = [
  '',
  '[0]',
  '[1]',
  '[-1]',
  '[x]',
  '["a b"]',
  '[]',
  '[',
  '.x',
  '.res',
  '.',
  '[0][1]',
  '[99999999999]',
] as const;
const CALLS = ['tolower', 'toupper', 'b64', 'basename', 'len', 'val', 'upper', 'toLower'] as const;

/** Fields of events that are no longer recorded; they accept any argument here. */
const RETIRED = /^(span|evtin|mesos|k8s|marathon)\./;

/** A field with an argument that it may not take. */
function anyField(dice: Dice, fields: readonly FieldDef[]): string {
  const field = dice.pick(fields);
  const kind = dice.next(8);
  if (kind === 0 && !RETIRED.test(field.name)) return field.name + dice.pick(ARGUMENTS);
  if (kind === 1) return `${dice.pick(CALLS)}(${field.name})`;
  if (kind === 2) return field.name.slice(0, 1 + dice.next(field.name.length));
  return writtenField(dice, field) ?? field.name;
}

/** A condition whose operator and value may not fit its field. */
function anyCondition(dice: Dice, fields: readonly FieldDef[]): string {
  const operator = dice.pick(OPERATOR_NAMES);
  const value = operator === 'exists' && dice.next(4) !== 0 ? '' : dice.pick(VALUES);
  return `${anyField(dice, fields)} ${operator} ${value}`.trimEnd();
}

/** Ways to break a filter. */
const MISTAKES: readonly ((filter: string, dice: Dice) => string)[] = [
  (filter) => `${filter})`,
  (filter) => `(${filter}`,
  (filter) => `${filter} and`,
  (filter) => `or ${filter}`,
  (filter) => `not not ${filter}`,
  (filter) => `${filter} ${filter}`,
  (filter) => `${filter} and not`,
  (filter) => `not${filter}`,
  (filter) => `(${filter})or(${filter})`,
  (filter) => `(${filter})and(${filter})`,
  (filter) => `(${filter}) AND (${filter})`,
  (filter) => filter.replaceAll(' ', ''),
  (filter, dice) => filter.slice(0, 1 + dice.next(filter.length)),
  (filter, dice) => filter.slice(dice.next(filter.length)),
  (filter, dice) => {
    const at = dice.next(filter.length);
    return filter.slice(0, at) + filter.slice(at + 1);
  },
];

/** A filter that may be invalid; both readers should agree on that. */
export function randomMistake(dice: Dice, fields: readonly FieldDef[]): string {
  const condition = anyCondition(dice, fields);
  const kind = dice.next(4);
  if (kind < 2) return condition;
  if (kind === 2) return `(${condition}) and (${randomFilter(dice, fields, 0)})`;
  return dice.pick(MISTAKES)(dice.next(2) === 0 ? condition : randomFilter(dice, fields, 1), dice);
}
