import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Chisel, RowRun, Schedule } from '../../../src/analysis/chisel.js';
import { ChiselSet } from '../../../src/analysis/chisel-set.js';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import type { Ast } from '../../../src/filter/ast.js';
import { checkFilter } from '../../../src/filter/check.js';
import { treeOf } from '../../../src/filter/compose.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { textOf } from '../../../src/filter/part-of.js';
import type { RowForm } from '../../../src/output/rows/form.js';
import { EVT } from '../../../src/schema/events.js';
import { PLAIN_CONTEXT } from '../../helpers/chisels.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';

const SECOND = 1_000_000_000n;
const START = 1_700_000_000n * SECOND;

const LINES: RowForm = {
  columns: [{ name: 'what', heading: 'What', type: 'text' }],
  layout: { kind: 'lines', heading: null, line: '%what' },
};

function chiselOf(run: Partial<RowRun>): Chisel {
  const nothing: RowRun = { kind: 'rows', filter: null, form: LINES, take: null, report: null };
  const texts = { name: 'sample', category: 'Misc', summary: '', description: '' } as const;
  return { ...texts, args: [], start: () => ({ ...nothing, ...run }) };
}

const out = new ByteText();
beforeEach(() => {
  out.length = 0;
});

function setOf(context: Partial<typeof PLAIN_CONTEXT>, ...runs: Partial<RowRun>[]): ChiselSet {
  const requests = runs.map((run) => ({ chisel: chiselOf(run), args: [] }));
  return new ChiselSet(requests, { ...PLAIN_CONTEXT, ...context }, out);
}

/** A chisel with a row for each of its events, and one with a row for each report. */
const eventLister = (name: string, filter: string): Partial<RowRun> => ({
  filter: treeOf(filter),
  form: { ...LINES, layout: { kind: 'lines', heading: name.toUpperCase(), line: '%what' } },
  take: (evt, add) => add([`${name} ${evt.num}`]),
});
const reporter = (schedule: Schedule): Partial<RowRun> => ({
  report: {
    schedule,
    make: ({ elapsed }) => ({ rows: [[`${schedule} ${elapsed / 1e9}`]] }),
  },
});

/** The lines printed for two closes by different threads, one second apart. */
function linesOf(set: ChiselSet, act: (run: EventRun) => void): string[] {
  const run = new EventRun();
  for (const [i, tid] of [7n, 8n].entries()) {
    run.apply({ type: EVT.CLOSE_E, tid, ts: START + SECOND * BigInt(i + 1), params: [int(3, 8)] });
    set.take(run.evt);
  }
  act(run);
  return out.toText().split('\n').slice(0, -1);
}

/** The error of a filter that cannot be checked. */
function errorOf(filter: Ast): unknown {
  try {
    return checkFilter(filter, BUILT_IN_FIELDS);
  } catch (error) {
    return error;
  }
}

const OF_7 = 'thread.tid=7';
const OF_8 = 'thread.tid=8';

describe('several chisels', () => {
  test('each get only the events of their own filters', () => {
    const set = setOf({}, eventLister('a', OF_7), eventLister('b', OF_8), eventLister('c', ''));
    expect(linesOf(set, () => undefined)).toEqual(['a 1', 'c 1', 'b 2', 'c 2']);
  });

  test('print their headings, but not with -j', () => {
    for (const [isJson, expected] of [
      [false, 'A\nB\n'],
      [true, ''],
    ] as const) {
      out.length = 0;
      setOf({ isJson }, eventLister('a', ''), reporter('end'), eventLister('b', '')).begin(true);
      expect(out.toText()).toBe(expected);
    }
  });

  test.each([
    ['', [OF_7], OF_7],
    ['fd.num=3', [OF_7], `fd.num=3 and ${OF_7}`],
    ['fd.num=3 or fd.num=4', [OF_7, OF_8], `(fd.num=3 or fd.num=4) and (${OF_7} or ${OF_8})`],
    ['fd.num=3', [OF_7, ''], 'fd.num=3'],
  ])('narrow "%s" to the events that at least one of %j accepts', (filter, own, expected) => {
    const set = setOf({}, ...own.map((one) => eventLister('a', one)));
    expect(textOf(checkFilter(set.narrow(treeOf(filter)) as Ast, BUILT_IN_FIELDS))).toBe(expected);
  });

  test('narrow nothing if one of them takes all events', () => {
    expect(setOf({}, eventLister('a', '')).narrow(null)).toBeNull();
  });

  test('keep the position of an error in the filter as it was given', () => {
    const narrowed = setOf({}, eventLister('a', OF_7)).narrow(treeOf('evt.num>0 and proc.nam=x')) as Ast;
    expect(errorOf(narrowed)).toMatchObject({ code: 'FILTER', text: 'evt.num>0 and proc.nam=x', pos: 14 });
  });

  test('that need no events reject all of them', () => {
    const live = setOf({ isLive: true }, reporter('once'));
    const { mask } = compileFilter(live.narrow(treeOf('proc.name=x')) as Ast, DEFAULT_FIELD_CONTEXT);
    expect(mask.includes(1)).toBe(false);
  });

  test('with one that reports at the end of a capture accept all events; the others still get only their own', () => {
    const set = setOf({}, eventLister('a', 'fd.num=3'), eventLister('b', ''), reporter('once'));
    expect(set.narrow(treeOf('evt.num=2'))).toBeNull();
    const lines = linesOf(set, () => undefined);
    expect(lines.filter((line) => line.startsWith('b '))).toEqual(['b 2']);
    expect(setOf({}, reporter('once')).narrow(null)).toBeNull();
  });

  test('report on a capture once, at its end', () => {
    const set = setOf({}, reporter('interval'), reporter('end'), reporter('once'));
    const lines = linesOf(set, ({ state }) => {
      set.reportBeginning(state);
      set.reportEnd(state, true);
    });
    expect(lines).toEqual(['interval 1', '', 'end 1', '', 'once 1']);
    expect(set.isOfBeginning).toBe(false);
  });

  test('report on this machine at the start, every second and at the end, each time since the last report', () => {
    const set = setOf({ isLive: true, isJson: true }, reporter('interval'), reporter('end'), reporter('once'));
    const lines = linesOf(set, (run) => {
      set.reportBeginning(run.state);
      set.reportInterval(run.state);
      run.apply({ type: EVT.CLOSE_E, tid: 7n, ts: START + SECOND * 5n, params: [int(3, 8)] });
      set.reportEnd(run.state, true);
    });
    const whats = lines.map((line) => (JSON.parse(line) as { what: string }).what);
    expect(whats).toEqual(['once 1', 'interval 1', 'interval 3', 'end 3']);
    expect(setOf({ isLive: true }, reporter('once')).isOfBeginning).toBe(true);
  });

  test('have the largest snaplen that one of them needs', () => {
    const long = { ...chiselOf({}), snaplen: 2000 };
    const requests = [chiselOf({}), long].map((chisel) => ({ chisel, args: [] }));
    expect(new ChiselSet(requests, PLAIN_CONTEXT, out).snaplen).toBe(2000);
  });
});
