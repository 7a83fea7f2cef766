import { describe, expect, test } from '@jest/globals';
import type { Chisel, ChiselContext, ChiselRun, Schedule } from '../../../src/analysis/chisel.js';
import { ChiselSet } from '../../../src/analysis/chisel-set.js';
import { ByteText } from '../../../src/bytes/byte-text.js';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import { DEFAULT_FIELD_CONTEXT } from '../../../src/fields/field-context.js';
import type { Ast } from '../../../src/filter/ast.js';
import { checkFilter } from '../../../src/filter/check.js';
import { treeOf } from '../../../src/filter/compose.js';
import { compileFilter } from '../../../src/filter/filter.js';
import { textOf } from '../../../src/filter/part-of.js';
import { EVT } from '../../../src/schema/events.js';
import { PLAIN_CONTEXT } from '../../helpers/chisels.js';
import { EventRun } from '../../helpers/event-run.js';
import { int } from '../../helpers/event-samples.js';

const SECOND = 1_000_000_000n;
const START = 1_700_000_000n * SECOND;

function chiselOf(run: Partial<ChiselRun>): Chisel {
  const nothing: ChiselRun = { filter: null, heading: null, take: null, report: null };
  const texts = { name: 'sample', category: 'Misc', summary: '', description: '' } as const;
  return { ...texts, args: [], start: () => ({ ...nothing, ...run }) };
}

function setOf(context: Partial<ChiselContext>, ...runs: Partial<ChiselRun>[]): ChiselSet {
  const requests = runs.map((run) => ({ chisel: chiselOf(run), args: [] }));
  return new ChiselSet(requests, { ...PLAIN_CONTEXT, ...context });
}

/** A chisel that tells of each event that it takes, and one that tells when it reports. */
const taker = (name: string, filter: string): Partial<ChiselRun> => ({
  filter: treeOf(filter),
  heading: name.toUpperCase(),
  take: (evt, out) => out.addText(`${name} ${evt.num}\n`),
});
const reporter = (schedule: Schedule): Partial<ChiselRun> => ({
  report: {
    schedule,
    write: (out, { elapsed, isLast }) => out.addText(`${schedule} ${elapsed / 1e9}${isLast ? ' last' : ''}\n`),
  },
});

/** Two closes of different threads, a second apart. */
function runOf(set: ChiselSet, act: (run: EventRun, out: ByteText) => void): string[] {
  const run = new EventRun();
  const out = new ByteText();
  for (const [i, tid] of [7n, 8n].entries()) {
    run.apply({ type: EVT.CLOSE_E, tid, ts: START + SECOND * BigInt(i + 1), params: [int(3, 8)] });
    set.take(run.evt, out);
  }
  act(run, out);
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

describe('chisels side by side', () => {
  test('have the events of their own filters only', () => {
    const set = setOf({}, taker('a', OF_7), taker('b', OF_8), taker('c', ''));
    expect(runOf(set, () => undefined)).toEqual(['a 1', 'c 1', 'b 2', 'c 2']);
  });

  test('say their headings, but not with -j', () => {
    for (const [isJson, expected] of [
      [false, 'A\nB\n'],
      [true, ''],
    ] as const) {
      const out = new ByteText();
      setOf({ isJson }, taker('a', ''), reporter('end'), taker('b', '')).begin(out);
      expect(out.toText()).toBe(expected);
    }
  });

  test.each([
    ['', [OF_7], OF_7],
    ['fd.num=3', [OF_7], `fd.num=3 and ${OF_7}`],
    ['fd.num=3 or fd.num=4', [OF_7, OF_8], `(fd.num=3 or fd.num=4) and (${OF_7} or ${OF_8})`],
    ['fd.num=3', [OF_7, ''], 'fd.num=3'],
  ])('narrow "%s" to what one of %j takes', (filter, own, expected) => {
    const set = setOf({}, ...own.map((one) => taker('a', one)));
    expect(textOf(checkFilter(set.narrow(treeOf(filter)) as Ast, BUILT_IN_FIELDS))).toBe(expected);
  });

  test('narrow nothing if one takes all events', () => {
    expect(setOf({}, taker('a', '')).narrow(null)).toBeNull();
  });

  test('leave the error of the given filter in its own text', () => {
    const narrowed = setOf({}, taker('a', OF_7)).narrow(treeOf('evt.num>0 and proc.nam=x')) as Ast;
    expect(errorOf(narrowed)).toMatchObject({ code: 'FILTER', text: 'evt.num>0 and proc.nam=x', pos: 14 });
  });

  test('that ask for no events have none looked at', () => {
    const live = setOf({ isLive: true }, reporter('once'));
    const { mask } = compileFilter(live.narrow(treeOf('proc.name=x')) as Ast, DEFAULT_FIELD_CONTEXT);
    expect(mask.includes(1)).toBe(false);
  });

  test('that tell of the end of a capture have all events looked at, and others their own all the same', () => {
    const set = setOf({}, taker('a', 'fd.num=3'), taker('b', ''), reporter('once'));
    expect(set.narrow(treeOf('evt.num=2'))).toBeNull();
    const told = runOf(set, () => undefined);
    expect(told.filter((line) => line.startsWith('b '))).toEqual(['b 2']);
    expect(setOf({}, reporter('once')).narrow(null)).toBeNull();
  });

  test('of a capture report once, at its end', () => {
    const set = setOf({}, reporter('interval'), reporter('end'), reporter('once'));
    const told = runOf(set, ({ state }, out) => {
      set.reportBeginning(state, out);
      set.reportEnd(state, out);
    });
    expect(told).toEqual(['interval 1 last', '', 'end 1 last', '', 'once 1 last']);
    expect(set.isOfBeginning).toBe(false);
  });

  test('of this machine report in the beginning, every second and at the end, each of the time since', () => {
    const set = setOf({ isLive: true, isJson: true }, reporter('interval'), reporter('end'), reporter('once'));
    const told = runOf(set, (run, out) => {
      set.reportBeginning(run.state, out);
      set.reportInterval(run.state, out);
      run.apply({ type: EVT.CLOSE_E, tid: 7n, ts: START + SECOND * 5n, params: [int(3, 8)] });
      set.reportEnd(run.state, out);
    });
    expect(told).toEqual(['once 1', 'interval 1', 'interval 3 last', 'end 3 last']);
    expect(setOf({ isLive: true }, reporter('once')).isOfBeginning).toBe(true);
  });

  test('know how long buffers are to be for them', () => {
    const long = { ...chiselOf({}), snaplen: 2000 };
    const requests = [chiselOf({}), long].map((chisel) => ({ chisel, args: [] }));
    expect(new ChiselSet(requests, PLAIN_CONTEXT).snaplen).toBe(2000);
  });
});
