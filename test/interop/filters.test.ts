import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { BUILT_IN_FIELDS } from '../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { type Checked, type CheckedTest, checkFilter } from '../../src/filter/check.js';
import { compileChecked, type Predicate } from '../../src/filter/compile.js';
import { compileFilter } from '../../src/filter/filter.js';
import { parseFilter } from '../../src/filter/parse.js';
import { fieldsOf } from '../../src/filter/part-of.js';
import { comparable } from '../helpers/differences.js';
import { selectedNumbers, walkEvents } from '../helpers/event-walk.js';
import { displayOraclePath, oraclePath, runOracle } from '../helpers/oracle.js';
import { share } from '../helpers/seed.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';

const LIST = join(dirname(fileURLToPath(import.meta.url)), '../../fixtures/filters/same-events.txt');
const FILTERS = readFileSync(LIST, 'utf8').trimEnd().split('\n');
/** Together they contain files, sockets of both families, containers, failed calls, threads and switches. */
const CAPTURES = ['sf-tcp-client-server', 'libs-curl-google', 'libs-sample'] as const;

/** Fields that count from the first event on which they are read; a display filter of the reference does not see hidden events. */
const isStateful = (filter: string): boolean =>
  fieldsOf(checkFilter(parseFilter(filter), BUILT_IN_FIELDS)).some((field) => field.isStateful === true);

/** The filter as written: without masks, tables or reordering. */
function plainPredicate(node: Checked): Predicate {
  if (node.kind === 'test') return plainTest(node);
  if (node.kind === 'not') {
    const child = plainPredicate(node.child);
    return (evt) => !child(evt);
  }
  const children = node.children.map(plainPredicate);
  return (evt) => (node.kind === 'and' ? children.every((child) => child(evt)) : children.some((child) => child(evt)));
}

function plainTest(test: CheckedTest): Predicate {
  const { ofKind: _, ...def } = test.left.def;
  return compileChecked({ ...test, left: { ...test.left, def } }, DEFAULT_FIELD_CONTEXT);
}

describeWithShared('filters select the events that a display filter of the reference selects', () => {
  const rows = FILTERS.flatMap((written, i): [string, readonly string[]][] => {
    const filter = comparable(written);
    const captures = [CAPTURES[0], i % 2 === 0 ? CAPTURES[1] : CAPTURES[2]];
    return filter === null ? [] : [[filter, share(captures, i >> 1, captures.length)]];
  });

  test.each(rows)('%s', async (filter, captures) => {
    for (const capture of captures) {
      const path = isStateful(filter) ? oraclePath() : displayOraclePath();
      const theirs = runOracle(sharedPath('captures', `${capture}.scap`), ['-f', filter, '-p', '%evt.num'], path);
      expect(theirs.stderr).toBe('');
      expect([capture, ...(await selectedNumbers(sharedPath('captures', `${capture}.scap`), filter))]).toEqual([
        capture,
        ...theirs.lines,
      ]);
    }
  });

  test.each(CAPTURES)('%s: masks, reordering and lookup tables change no answer', async (capture) => {
    const compiled = FILTERS.map((text) => ({
      text,
      filter: compileFilter(text, DEFAULT_FIELD_CONTEXT),
      plain: plainPredicate(checkFilter(parseFilter(text), BUILT_IN_FIELDS)),
    }));
    const differing = new Set<string>();
    await walkEvents(sharedPath('captures', `${capture}.scap`), {
      each: (evt) => {
        for (const { text, filter, plain } of compiled) if (filter.test(evt) !== plain(evt)) differing.add(text);
      },
    });
    expect([...differing]).toEqual([]);
  });
});
