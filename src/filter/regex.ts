import { createRequire } from 'node:module';
import type * as Re2Wasm from 're2-wasm';

let loaded: typeof Re2Wasm | null = null;

/** Loaded on first use: the module takes about 30 ms to start, and few filters need it. */
function getRe2(): typeof Re2Wasm.RE2 {
  loaded ??= createRequire(import.meta.url)('re2-wasm') as typeof Re2Wasm;
  return loaded.RE2;
}

/** Expressions by flags and text: a filter is checked before it is compiled, and the module never frees one. */
const expressions = new Map<string, Re2Wasm.RE2>();

/** The module's memory is 16 MiB for all expressions of a run; it throws a RuntimeError if they need more. */
function compile(pattern: string, flags: string): Re2Wasm.RE2 {
  const RE2 = getRe2();
  try {
    return new RE2(pattern, flags);
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    throw new SyntaxError('it takes too much memory', { cause: error });
  }
}

/** Compiled alone first: unbalanced parentheses must not pair with those around it. */
function compileWhole(pattern: string): Re2Wasm.RE2 {
  compile(pattern, 'u');
  return compile(`\\A(?:${pattern})\\z`, 'u');
}

/** The test of an expression, which is made once. */
function testOf(key: string, make: () => Re2Wasm.RE2): (text: string) => boolean {
  const expression = expressions.get(key) ?? make();
  expressions.set(key, expression);
  return (text) => expression.test(toUnicode(text));
}

/**
 * Compiles an RE2 expression that must match the whole text, in time linear in the length of the text. Both are byte
 * strings, seen as UTF-8 here as the reference does. Throws SyntaxError for an expression that RE2 does not accept.
 */
export function compileRegex(pattern: string): (text: string) => boolean {
  return testOf(`whole ${pattern}`, () => compileWhole(toUnicode(pattern)));
}

/** The same for one that may match any part of the text, in upper or lower case, as Wireshark's `matches` does. */
export function compileSearch(pattern: string): (text: string) => boolean {
  return testOf(`part ${pattern}`, () => compile(toUnicode(pattern), 'iu'));
}

function toUnicode(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}
