import { describe, expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import type { Ast } from '../../../src/filter/ast.js';
import { checkFilter } from '../../../src/filter/check.js';
import { allOf, anyOf, condition, noneOf, treeOf } from '../../../src/filter/compose.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { textOf } from '../../../src/filter/part-of.js';
import { withoutCommands } from '../../../src/filter/without-commands.js';
import { Evt } from '../../../src/state/evt.js';
import { SystemState } from '../../../src/state/system-state.js';
import { Thread } from '../../../src/state/thread.js';
import { fc } from '../../helpers/property.js';

const shown = (tree: Ast | null): string | null => (tree === null ? null : textOf(checkFilter(tree, BUILT_IN_FIELDS)));

/** Whether a filter accepts an event of a process with this name and id. */
function accepts(filter: Ast | null, comm: string, tid = 7): boolean {
  const evt = new Evt(new SystemState());
  evt.thread = new Thread(tid);
  evt.thread.comm = comm;
  evt.view.tid = tid;
  return filter === null || compileFilter(filter, DEFAULT_FIELD_CONTEXT).test(evt);
}

/** The error of a filter that cannot be checked. */
function errorOf(filter: Ast): unknown {
  try {
    return checkFilter(filter, BUILT_IN_FIELDS);
  } catch (error) {
    return error;
  }
}

describe('composed filters', () => {
  test.each([
    [allOf(), null],
    [allOf('', null, '  '), null],
    [allOf('fd.num=3', ''), 'fd.num=3'],
    [allOf('fd.num=3 and fd.type=file', 'evt.num>1'), 'fd.num=3 and fd.type=file and evt.num>1'],
    [allOf('fd.num=3 or fd.num=4', 'evt.num>1'), '(fd.num=3 or fd.num=4) and evt.num>1'],
    [anyOf('fd.num=3', ''), null],
    [anyOf('fd.num=3', 'fd.num=4 or fd.num=5'), 'fd.num=3 or fd.num=4 or fd.num=5'],
    [anyOf('fd.num=3', 'fd.num=4 and evt.num>1'), 'fd.num=3 or (fd.num=4 and evt.num>1)'],
    [noneOf('fd.num=3', 'fd.num=4'), 'not (fd.num=3 or fd.num=4)'],
    [noneOf(treeOf('fd.num=3')), 'not fd.num=3'],
  ])('case %#', (tree, expected) => {
    expect(shown(tree)).toBe(expected);
  });

  test('combine the results of their parts', () => {
    const part = fc.constantFrom('proc.name=a', 'proc.name=b or thread.tid=7', 'not thread.tid=7', '');
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 4 }),
        fc.constantFrom('a', 'b'),
        fc.constantFrom(7, 8),
        (parts, name, tid) => {
          const each = parts.map((text) => accepts(treeOf(text), name, tid));
          expect(accepts(allOf(...parts), name, tid)).toBe(each.every(Boolean));
          expect(accepts(anyOf(...parts), name, tid)).toBe(each.some(Boolean));
          expect(accepts(noneOf(...parts), name, tid)).toBe(!each.some(Boolean));
        },
      ),
    );
  });

  test('that accept no event have an empty mask', () => {
    for (const filter of [anyOf() as Ast, noneOf('')])
      expect(compileFilter(filter, DEFAULT_FIELD_CONTEXT).mask.includes(1)).toBe(false);
  });

  test('report an error with the text of its part', () => {
    const tree = allOf('evt.num>0', 'fd.num=3 and fd.nam=x') as Ast;
    expect(errorOf(tree)).toMatchObject({ code: 'FILTER', text: 'fd.num=3 and fd.nam=x', pos: 13 });
  });
});

describe('conditions on given values', () => {
  test('compare with any text literally', () => {
    const name = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '(', ')', ',', '=', 'or', '\xe9', '\n') });
    fc.assert(
      fc.property(name, fc.array(name), (value, others) => {
        expect(accepts(condition('proc.name', '=', [value]), value)).toBe(true);
        expect(accepts(condition('proc.name', 'in', [...others, value]), value)).toBe(true);
        expect(accepts(condition('proc.name', 'in', others), value)).toBe(others.includes(value));
      }),
    );
  });

  test('print as a filter that means the same', () => {
    const odd = 'a "b\\ or c';
    for (const tree of [condition('proc.aname[0]', 'in', [odd, 'x']), condition('evt.latency', '>', ['5'])])
      expect(shown(treeOf(shown(tree)))).toBe(shown(tree));
    expect(shown(condition('evt.latency', '>', ['5']))).toBe('evt.latency > 5');
  });

  test('report a value that the field cannot have', () => {
    expect(() => checkFilter(condition('fd.port', '=', ['x']), BUILT_IN_FIELDS)).toThrow("'x' is not a decimal number");
  });
});

test('commands are rejected by name', () => {
  const filter = withoutCommands(['bash', 'b"c']);
  expect([accepts(filter, 'bash'), accepts(filter, 'b"c'), accepts(filter, 'cat')]).toEqual([false, false, true]);
});
