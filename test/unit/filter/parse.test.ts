import { describe, expect, test } from '@jest/globals';
import { TextError } from '../../../src/errors.js';
import type { Ast } from '../../../src/filter/ast.js';
import { OPERATORS, type OperatorName } from '../../../src/filter/operators.js';
import { parseFilter } from '../../../src/filter/parse.js';
import { fc } from '../../helpers/property.js';
import { printAst } from './print-ast.js';

const fieldName = fc.constantFrom('proc.name', 'fd.num', 'evt.arg.path', 'a.b.c', 'proc.env');
const argument = fc.option(fc.constantFrom('0', 'PATH', 'two words'), { nil: null });
const field = fc.record({ kind: fc.constant('field' as const), pos: fc.constant(0), name: fieldName, arg: argument });
const operand = fc.oneof(
  field,
  fc.record({
    kind: fc.constant('call' as const),
    pos: fc.constant(0),
    name: fc.constantFrom('tolower', 'b64'),
    of: field,
  }),
);
const text = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\n', '(', ',', '=', '\xe9', '&&', 'and') });
const literal = fc.record({ kind: fc.constant('literal' as const), pos: fc.constant(0), text });

const number = fc.record({
  kind: fc.constant('literal' as const),
  pos: fc.constant(0),
  text: fc.constantFrom('0', '-1', '+5', '1.5', '2.', '1e+3', '18446744073709551615'),
});

function rightOf(operator: OperatorName): fc.Arbitrary<unknown> {
  const { takes } = OPERATORS[operator];
  if (takes === 'nothing') return fc.constant(null);
  if (takes === 'value') return literal;
  if (takes === 'number') return number;
  return fc.record({ kind: fc.constant('list'), pos: fc.constant(0), items: fc.array(literal, { maxLength: 3 }) });
}

const check = fc.constantFrom(...(Object.keys(OPERATORS) as OperatorName[])).chain((operator) =>
  fc.record({
    kind: fc.constant('check'),
    pos: fc.constant(0),
    left: operand,
    operator: fc.constant(operator),
    operatorPos: fc.constant(0),
    text: fc.constant(''),
    source: fc.constant(''),
    right: rightOf(operator),
  }),
);

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    check,
    fc.record({ kind: fc.constant('not'), pos: fc.constant(0), child: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      pos: fc.constant(0),
      children: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

/** The tree without positions and source text, which printing does not keep. */
function shape(ast: Ast): unknown {
  return JSON.parse(
    JSON.stringify(ast, (key, value: unknown) => {
      if (key === 'pos' || key === 'operatorPos') return 0;
      if (typeof value === 'object' && value !== null && 'operator' in value) return { ...value, text: '', source: '' };
      return value;
    }),
  );
}

describe('parsing', () => {
  test('a printed tree parses to the same tree', () => {
    fc.assert(
      fc.property(tree, (ast) => {
        expect(shape(parseFilter(printAst(ast as Ast)))).toEqual(shape(ast as Ast));
      }),
    );
  });

  test('any text gives a tree or an error with a position inside it', () => {
    const unit = fc.constantFrom(
      'proc.name',
      ' ',
      '=',
      'and',
      'not',
      '(',
      ')',
      '"',
      "'",
      '\\',
      ',',
      'in',
      'exists',
      'x',
      '[',
      ']',
      '!',
      '&&',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 40 }), (filter) => {
        try {
          parseFilter(filter);
        } catch (error) {
          expect(error).toBeInstanceOf(TextError);
          expect((error as TextError).pos).toBeGreaterThanOrEqual(0);
          expect((error as TextError).pos).toBeLessThanOrEqual(filter.length);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['(', 'not ', '!', 'tolower('])('more than a hundred levels of %s are an error', (opening) => {
    const deep = `${opening.repeat(100_000)}evt.num = 1`;
    expect(() => parseFilter(deep)).toThrow(/more than 100 levels/);
  });

  test('ninety-nine levels are accepted', () => {
    expect(parseFilter(`${'('.repeat(99)}evt.num = 1${')'.repeat(99)}`).kind).toBe('check');
  });
});
