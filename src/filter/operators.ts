import { asciiLower } from '../bytes/text.js';
import type { FieldValue } from '../fields/field.js';
import type { Family } from './families.js';
import { compileGlob } from './glob.js';
import type { Literal } from './literals.js';
import { isInNetwork, isSameAddress, type Network } from './network.js';
import { compilePathPrefixes } from './path-prefix.js';
import { compileRegex, compileSearch } from './regex.js';

/** Tries one value, which is not null. */
export type Matcher = (value: NonNullable<FieldValue>) => boolean;
/** Compares the values of two fields, neither null. */
export type Comparer = (left: NonNullable<FieldValue>, right: NonNullable<FieldValue>) => boolean;

/** A row of the operator table. */
export interface Operator {
  readonly takes: 'value' | 'number' | 'list' | 'nothing';
  readonly families: readonly Family[];
  /** Whether it works on fields that are lists (in, intersects, exists). */
  readonly takesLists: boolean;
  /** The literal is hexadecimal digits that stand for bytes. */
  readonly isHex?: true;
  /** The literal is a regular expression; `build` throws SyntaxError for one that is wrong. */
  readonly isExpression?: true;
  /** Cost of one test, where comparing two numbers costs 1. */
  readonly cost: number;
  readonly build: (family: Family, literals: readonly Literal[]) => Matcher;
  /** For a field on the right side; null if there can be none. */
  readonly compare: Comparer | null;
}

const ORDERED: readonly Family[] = ['number', 'text'];
const TEXTS: readonly Family[] = ['text'];
const BUFFERS: readonly Family[] = ['text', 'bytes'];
const ALL: readonly Family[] = ['number', 'bool', 'text', 'bytes', 'ip', 'net'];

type Value = NonNullable<FieldValue>;
type Ordered = number | bigint | string;

/** Exact also between numbers and bigints. */
function isEqual(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left === 'object' || typeof right === 'object') {
    return left instanceof Uint8Array && right instanceof Uint8Array && isSameAddress(left, right);
  }
  // a number and a bigint; text, which some events have instead of a number, equals neither
  if (typeof left === 'string' || typeof right === 'string') return false;
  return typeof left !== typeof right && !(left < right) && !(left > right);
}

function buildEqual(family: Family, literals: readonly Literal[]): Matcher {
  const literal = literals[0] as Literal;
  if (family === 'net') return (value) => isInNetwork(value as Uint8Array, literal as Network);
  if (family === 'text' || family === 'bool' || family === 'bytes') return (value) => value === literal;
  return (value) => isEqual(value, literal as Value);
}

function buildIn(family: Family, literals: readonly Literal[]): Matcher {
  if (family === 'ip' || family === 'net') {
    const tests = literals.map((literal) => buildEqual(family, [literal]));
    return (value) => tests.some((test) => test(value));
  }
  const set = new Set<unknown>(literals);
  return (value) => set.has(typeof value === 'bigint' ? narrowed(value) : value);
}

function narrowed(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function negated(build: Operator['build']): Operator['build'] {
  return (family, literals) => {
    const matches = build(family, literals);
    return (value) => !matches(value);
  };
}

function value(families: readonly Family[], cost: number, parts: Pick<Operator, 'build' | 'compare'>): Operator {
  return { takes: 'value', families, takesLists: false, cost, ...parts };
}

/** `against`: a comparison with a literal that is known, without a call in between. */
function ordered(against: (literal: Ordered) => (value: Ordered) => boolean): Operator {
  const parts = {
    build: (_: Family, literals: readonly Literal[]) => against(literals[0] as Ordered) as Matcher,
    compare: (left: Value, right: Value) => against(right as Ordered)(left as Ordered),
  };
  return { ...value(ORDERED, 2, parts), takes: 'number' };
}

/** An operator on two texts; `prepare` changes both sides first. */
function textual(
  families: readonly Family[],
  cost: number,
  compare: (left: string, right: string) => boolean,
): Operator {
  return value(families, cost, {
    build: (_, literals) => {
      const literal = literals[0] as string;
      return (field) => compare(field as string, literal);
    },
    compare: compare as Comparer,
  });
}

/** Makes a test of text from a pattern. */
type Compile = (pattern: string) => (text: string) => boolean;

/** An operator whose literal is compiled to a test of text. */
function compiled(cost: number, compile: Compile): Operator {
  return value(TEXTS, cost, {
    build: (_, literals) => compile(literals[0] as string) as Matcher,
    compare: (left, right) => compile(right as string)(left as string),
  });
}

/** An operator whose literal is a regular expression. */
function expression(families: readonly Family[], compile: Compile): Operator {
  const build: Operator['build'] = (_, literals) => compile(literals[0] as string) as Matcher;
  return { ...value(families, 200, { build, compare: null }), isExpression: true };
}

function list(families: readonly Family[], cost: number, build: Operator['build']): Operator {
  return {
    takes: 'list',
    families,
    takesLists: families === ALL,
    cost,
    build,
    compare: families === ALL ? isEqual : null,
  };
}

const contains = (left: string, right: string): boolean => left.includes(right);
const startsWith = (left: string, right: string): boolean => left.startsWith(right);

/** Every operator of the filter language (reference: operator table). */
export const OPERATORS = {
  '=': value(ALL, 1, { build: buildEqual, compare: isEqual }),
  '!=': value(ALL, 1, { build: negated(buildEqual), compare: (left, right) => !isEqual(left, right) }),
  '<': ordered((literal) => (value) => value < literal),
  '<=': ordered((literal) => (value) => value <= literal),
  '>': ordered((literal) => (value) => value > literal),
  '>=': ordered((literal) => (value) => value >= literal),
  contains: textual(BUFFERS, 5, contains),
  icontains: value(TEXTS, 10, {
    build: (_, literals) => {
      const part = asciiLower(literals[0] as string);
      return (field) => asciiLower(field as string).includes(part);
    },
    compare: (left, right) => asciiLower(left as string).includes(asciiLower(right as string)),
  }),
  bcontains: { ...textual(['bytes'], 5, contains), isHex: true },
  startswith: textual(BUFFERS, 3, startsWith),
  bstartswith: { ...textual(['bytes'], 3, startsWith), isHex: true },
  endswith: textual(BUFFERS, 3, (left, right) => left.endsWith(right)),
  glob: compiled(20, compileGlob),
  iglob: {
    ...compiled(30, compileGlob),
    build: (_, literals) => {
      const matches = compileGlob(asciiLower(literals[0] as string));
      return (field) => matches(asciiLower(field as string));
    },
    compare: (left, right) => compileGlob(asciiLower(right as string))(asciiLower(left as string)),
  },
  regex: expression(TEXTS, compileRegex),
  matches: expression(BUFFERS, compileSearch),
  in: list(ALL, 2, buildIn),
  intersects: list(ALL, 2, buildIn),
  pmatch: list(TEXTS, 40, (_, literals) => compilePathPrefixes(literals as string[]) as Matcher),
  exists: {
    takes: 'nothing',
    families: [...ALL, 'opaque'],
    takesLists: true,
    cost: 1,
    build: () => () => true,
    compare: null,
  },
} as const satisfies Record<string, Operator>;

export type OperatorName = keyof typeof OPERATORS;

/** Row of an operator, by name. */
export function getOperator(name: OperatorName): Operator {
  return OPERATORS[name];
}
