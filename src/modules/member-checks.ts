import { isObject } from '../bytes/json-object.js';
import { SyssharkError } from '../errors.js';
import { didYouMean, nearestNames } from '../fields/nearest-names.js';

/** Checks a member of what a module exports; what it should be instead, or null. */
export type Check = (value: unknown) => string | null;

/** What a module exports, for messages. */
export interface Exported {
  readonly noun: string;
  /** The function that makes it. */
  readonly maker: string;
  /** The page of docs that describes it. */
  readonly page: string;
}

export const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';
export const isWhole =
  (max: number, min = 0) =>
  (value: unknown) =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max;

/** A check that expects what is fitting. */
export const unlessOf =
  (expected: string, isFitting: (value: unknown) => boolean): Check =>
  (value) =>
    isFitting(value) ? null : expected;

/** A check of a member that may be left out. */
export const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined ? null : check(value);

export const oneOf = (...words: readonly string[]): Check =>
  unlessOf(words.map((word) => `'${word}'`).join(' or '), (value) => words.includes(value as string));

export const aText = unlessOf('a text', isText);
export const aFunction = unlessOf('a function', (value) => typeof value === 'function');

/** The error that a module is wrong. */
export const wrongIn = (path: string, what: string): SyssharkError => new SyssharkError('USAGE', `${path}: ${what}`);

/** Checks the members of what a module exports as default. Throws SyssharkError USAGE that names the first wrong one. */
export function checkMembers(
  path: string,
  exported: unknown,
  checks: Readonly<Record<string, Check>>,
  { noun, maker, page }: Exported,
): asserts exported is Readonly<Record<string, unknown>> {
  if (!isObject(exported))
    throw wrongIn(path, `exports no ${noun}: it needs "export default ${maker}({ … })" (docs/${page})`);
  const unknown = Object.keys(exported).find((name) => !(name in checks));
  if (unknown !== undefined)
    throw wrongIn(path, `a ${noun} has no "${unknown}"${didYouMean(nearestNames(unknown, Object.keys(checks)))}`);
  for (const [name, check] of Object.entries(checks)) {
    const expected = check(exported[name]);
    if (expected !== null) throw wrongIn(path, `${name} of the ${noun} must be ${expected}`);
  }
}
