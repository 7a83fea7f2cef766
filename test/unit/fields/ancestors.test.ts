import { describe, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { MAX_GENERATIONS } from '../../../src/state/ancestry.js';
import { Thread } from '../../../src/state/thread.js';
import { EventRun } from '../../helpers/event-run.js';

/** Number of evaluations of a filter: a walk of a hundred million steps takes more than a second. */
const EVALUATIONS = 500;

/** A run whose `length` threads, from tid 10 on, form a cycle of parents; the event is on thread 10. */
function parentCycle(length: number): EventRun {
  const run = new EventRun();
  for (let i = 0; i < length; i++) {
    const thread = new Thread(10 + i);
    Object.assign(thread, { pid: thread.tid, comm: `p${i}` });
    run.state.table.add(thread);
    thread.ptid = 10 + ((i + 1) % length);
  }
  run.evt.thread = run.state.threads.get(10) as Thread;
  return run;
}

describe('a cycle of parents', () => {
  test.each([
    ['proc.aname[100000000]=p0', false],
    ['proc.aname[4]=p1', true],
    ['proc.aname=other', false],
    ['proc.aname=p2', true],
    ['proc.apid[100000000] exists', false],
    ['proc.aenv[100000000]=x', false],
    ['proc.aenv[NAME]=x', false],
    ['proc.sname=other', false],
  ])('does not hang a filter: %s', (text, expected) => {
    const { evt } = parentCycle(3);
    const { test: holds } = compileFilter(text, DEFAULT_FIELD_CONTEXT);
    for (let i = 0; i < EVALUATIONS; i++) expect(holds(evt)).toBe(expected);
  });

  test('is followed for a limited number of generations', () => {
    const { evt } = parentCycle(MAX_GENERATIONS + 10);
    const exists = (level: number) => compileFilter(`proc.aname[${level}] exists`, DEFAULT_FIELD_CONTEXT).test(evt);
    expect([exists(MAX_GENERATIONS), exists(MAX_GENERATIONS + 1)]).toEqual([true, false]);
  });
});
