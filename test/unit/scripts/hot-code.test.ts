import { expect, test } from '@jest/globals';
import { Linter, type Rule } from 'eslint';
import { ROOT } from '../../helpers/sysshark.js';

const HOT = '// HOT: once per event. No allocation, bigint, try, spread or iterator here.\n';
const { hotCode } = (await import(`${ROOT}/scripts/hot-code.js`)) as { hotCode: Rule.RuleModule };
const linter = new Linter();

/** The messages of the rule about a file. */
function messagesOf(code: string): string[] {
  const plugins = { sysshark: { rules: { 'hot-code': hotCode } } };
  const found = linter.verify(code, [{ plugins, rules: { 'sysshark/hot-code': 'error' } }]);
  return found.map(({ line, message }) => `${line}: ${message.split(/[:,]/)[0]}`);
}
const inHot = (name: string, line = 2): string[] => [`${line}: ${name} in a function marked HOT`];

test.each([
  ['try', 'try { a(); } finally { b(); }'],
  ['spread', 'a(...b);'],
  ['iterator', 'for (const b of a) b();'],
  ['bigint', 'return 1n;'],
  ['bigint', 'return BigInt(1);'],
])('%s is found in every form of function: %s', (name, body) => {
  for (const code of [
    `function f(a, b) { ${body} }`,
    `export const f = (a, b) => { ${body} };`,
    `class F { f(a, b) { ${body} } }`,
    `const f = { f(a, b) { ${body} } };`,
    `const f = (a, b) => () => { ${body} };`,
  ]) {
    expect(messagesOf(HOT + code)).toEqual(inHot(name));
    expect(messagesOf(`\n${code}`)).toEqual([]);
  }
});

test('only the constructs that the mark names are forbidden', () => {
  const code = 'function f(a) { a(...a); return 1n; }';
  expect(messagesOf(`// HOT: once per line. No bigint here.\n${code}`)).toEqual(inHot('bigint'));
  expect(messagesOf(`// HOT: once per line. No allocation but for names, no spread here.\n${code}`)).toEqual(
    inHot('spread'),
  );
});

test('a mark above a function applies to this function only', () => {
  const code = `const f = (a) => a(...a);\n${HOT}const g = (a) => a(...a);`;
  expect(messagesOf(`\n${code}`)).toEqual(inHot('spread', 4));
});

test('code that cannot run once per event is exempt: the module, constructors, async functions, generators', () => {
  const code = `const a = [...b];
    class A { constructor(a) { a.map((b) => [...b]); } async b(a) { a(...a); } *c(a) { yield* a; } }`;
  expect(messagesOf(HOT + code)).toEqual([]);
});

test('COLD exempts a function with its callbacks, but not the functions that it returns', () => {
  expect(messagesOf(`${HOT}// COLD: once\nfunction f(a) { a.map((b) => [...b]); a(...a); }`)).toEqual([]);
  const returned = `${HOT}// COLD: once\nfunction f(a) { a(...a);\nreturn (b) => [...b]; }`;
  expect(messagesOf(returned)).toEqual(inHot('spread', 4));
});

test('marks without an effect are errors', () => {
  expect(messagesOf('// HOT: once per event.\nfunction f() {}')).toEqual([
    '1: this mark names nothing that scripts/hot-code.js can check',
  ]);
  expect(messagesOf(`${HOT}// COLD: once\nfunction f(a) { a(); }`)).toEqual(['2: this mark is not above a function']);
  expect(messagesOf(`\n\n${HOT}const a = 1;`)).toEqual(['3: this mark is not above a function']);
});
