import { describe, expect, test } from '@jest/globals';
import type { FieldName } from '../../../src/api/event.js';
import { FieldReader } from '../../../src/api/field-reader.js';
import { TextList } from '../../../src/decode/text-list.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { compileFormat } from '../../../src/output/format.js';
import { compileJson } from '../../../src/output/json.js';
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

describe('ancestors without a number', () => {
  const FIELDS = ['aname', 'apid', 'aexe', 'aargs', 'acmdline'].map((name) => `%proc.${name}`).join(' ');

  /** A shell under init, with a child that ran a program; the event is of the child. */
  function family(): EventRun {
    const run = new EventRun();
    const add = (tid: number, ptid: number, name: string, args: string) => {
      const thread = new Thread(tid);
      Object.assign(thread, { pid: tid, ptid, comm: name, exe: `/bin/${name}` });
      thread.setArgs(new TextList(args));
      run.state.table.add(thread);
    };
    add(1, 0, 'init', '');
    add(20, 1, 'sh', '-c\0run\0');
    add(21, 20, 'cat', 'file\0');
    run.evt.thread = run.state.threads.get(21) as Thread;
    return run;
  }

  test('are lists, the nearest first, as text and as JSON', () => {
    const { evt } = family();
    expect(compileFormat(FIELDS, DEFAULT_FIELD_CONTEXT)(evt)).toBe(
      '(sh,init) (20,1) (/bin/sh,/bin/init) (-c run,) (sh -c run,init)',
    );
    expect(JSON.parse(compileJson('%proc.aname %proc.apid', DEFAULT_FIELD_CONTEXT)(evt) as string)).toEqual({
      'proc.aname': ['sh', 'init'],
      'proc.apid': [20, 1],
    });
  });

  test('have values as lists for programs, too', () => {
    const { evt } = family();
    const read = (name: FieldName) => new FieldReader(evt, DEFAULT_FIELD_CONTEXT).reader(name)();
    expect([read('proc.aname'), read('proc.apid'), read('proc.aname[1]')]).toEqual([['sh', 'init'], [20, 1], 'sh']);
  });

  test('are absent where there are none', () => {
    const { evt, state } = family();
    evt.thread = state.threads.get(1) as Thread;
    expect(compileFormat('*%proc.aname', DEFAULT_FIELD_CONTEXT)(evt)).toBe('<NA>');
  });

  test.each([
    ['proc.aname in (zsh, sh)', true],
    ['proc.aname in (zsh, cat)', false],
    ['proc.apid=1', true],
    ['proc.aargs contains run', true],
    ['proc.aargs contains file', false],
    ['proc.aargs[0] contains file', true],
    ['proc.aexe endswith init', true],
    ['proc.args[0]=file', true],
    ['proc.args[1] exists', false],
    ['proc.aname exists', true],
  ])('a filter tests each of them: %s', (text, expected) => {
    expect(compileFilter(text, DEFAULT_FIELD_CONTEXT).test(family().evt)).toBe(expected);
  });

  test('a cycle of parents gives a list of limited length', () => {
    const values = compileFormat('%proc.aname', DEFAULT_FIELD_CONTEXT)(parentCycle(3).evt) as string;
    expect(values.split(',')).toHaveLength(100);
  });
});
