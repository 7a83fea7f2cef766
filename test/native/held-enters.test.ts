/** Enter events that the probe holds until their exit, because only that decides whether they are recorded. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { interestOf } from '../../src/run/interest.js';
import type { EventCode } from '../../src/schema/events.js';
import { PROBE_STAT_SLOT } from '../../src/schema/stats.js';
import type { Interest } from '../../src/source/native.js';
import type { RawEvent } from './events.js';
import { compileProgram, describeNative, interestIn, makeFolder, type Recording, record, runToEnd } from './harness.js';

const NEEDS = { namesDescriptors: true, notesUse: false, listsDescriptors: false };
/** Reads of each process of programs/held.c that succeed. */
const READS = 100;
const ERESTARTSYS = -512n;
const EBADF = -9n;

type Pids = Readonly<Record<string, number>>;

const INTEREST_ENTER = 1;
const INTEREST_HOLD = 128;
const EXIT_GROUP = process.arch === 'x64' ? 231 : 94;

/** The interest in reads that meet a condition. */
const readsThat = (condition: string): Interest =>
  interestOf(compileFilter(`evt.type=read and ${condition}`, DEFAULT_FIELD_CONTEXT), NEEDS);

/** Exit events whose own enter event is not the event before them on their thread, or not older. */
function unpaired(events: readonly RawEvent[], code: EventCode): RawEvent[] {
  const before = new Map<number, RawEvent>();
  return events.filter((event) => {
    const enter = before.get(event.tid);
    before.set(event.tid, event);
    return (
      event.code === code && !(enter !== undefined && `${enter.code.slice(0, -1)}X` === code && enter.ts < event.ts)
    );
  });
}

/** Runs programs/held.c. */
async function roles(program: string): Promise<Pids> {
  const { lines } = await runToEnd(program);
  return Object.fromEntries(lines.map((line) => line.split(' ')).map(([role = '', pid]) => [role, Number(pid)]));
}

describeNative('enter events that only their exit decides', () => {
  test('this kernel accepts the programs of all events if most are held', async () => {
    const all = interestOf(compileFilter('evt.latency > 1000', DEFAULT_FIELD_CONTEXT), NEEDS);
    const { stats } = await record(async () => {}, { interest: all });
    expect(all.calls.filter((bits) => (bits & INTEREST_HOLD) !== 0).length).toBeGreaterThan(250);
    expect(stats[PROBE_STAT_SLOT.programsMissing]).toBe(0n);
  });

  const folder = makeFolder();
  let recording: Recording;
  let pids: Pids = {};
  let program = '';

  const readsOf = (role: string): RawEvent[] =>
    recording.events.filter(({ tid, code }) => tid === pids[role] && code.startsWith('READ_'));
  const resultsOf = (role: string) => readsOf(role).flatMap(({ params: { res } }) => (res === undefined ? [] : [res]));

  beforeAll(async () => {
    program = compileProgram('held', folder.path);
    recording = await record(
      async () => {
        pids = await roles(program);
      },
      { interest: readsThat('evt.failed=true') },
    );
  });

  afterAll(() => folder.remove());

  test('are recorded before their exit on their thread, with their own time', () => {
    const { events, stats } = recording;
    expect(Object.keys(pids)).toEqual(['interrupted', 'beside', 'killed', 'after', 'executed']);
    expect(unpaired(events, 'READ_X')).toEqual([]);
    expect(events.filter(({ code }) => code === 'READ_X').length).toBeGreaterThan(4);
    expect(stats[PROBE_STAT_SLOT.lateEvents]).toBe(0n);
  });

  test('have the parameters of a call that a signal interrupts, and are older than what happened during the call', () => {
    const [enter, exit, ...rest] = readsOf('interrupted');
    expect([enter?.params['size'], exit?.params['res']]).toEqual([7n, ERESTARTSYS]);
    expect((enter as RawEvent).ts).toBeLessThan((readsOf('beside')[0] as RawEvent).ts);
    expect((exit as RawEvent).ts).toBeGreaterThan((readsOf('beside').at(-1) as RawEvent).ts);
    expect(rest.map(({ code }) => code)).toEqual(['READ_E', 'READ_X']);
  });

  test('are recorded at once while another thread has their slot', () => {
    expect(readsOf('beside').filter(({ code }) => code === 'READ_E')).toHaveLength(READS + 1);
    expect(resultsOf('beside')).toEqual([EBADF]);
  });

  test('of a thread that is killed free their slot', () => {
    expect(resultsOf('killed')).toEqual([ERESTARTSYS]);
    expect(readsOf('after').map(({ code }) => code)).toEqual(['READ_E', 'READ_X']);
    expect(resultsOf('after')).toEqual([EBADF]);
  });

  test('are not mixed up with those of a thread that takes over the tid by executing a program', () => {
    const [own, ...later] = readsOf('executed').map(({ params: { fd } }) => fd);
    expect(own).toBeGreaterThan(2n);
    expect(later).toEqual([own, -1n, -1n]);
  });

  test('say how long the call took: of calls in a slot, only slow ones are recorded', async () => {
    let found: Pids = {};
    const { events } = await record(
      async () => {
        found = await roles(program);
      },
      { interest: readsThat('evt.latency > 3600000000000') },
    );
    const reads = (role: string): number =>
      events.filter(({ tid, code }) => tid === found[role] && code.startsWith('READ_')).length;
    // whose enter events had no slot: how long they took is not known
    expect(reads('beside')).toBe(2 * (READS + 1));
    for (const role of ['interrupted', 'killed', 'after', 'executed']) expect([role, reads(role)]).toEqual([role, 0]);
  });

  test('of calls that never return leave no trace, not even in their slot', async () => {
    let found: Pids = {};
    const { events } = await record(
      async () => {
        found = await roles(program);
      },
      { interest: interestIn([EXIT_GROUP], INTEREST_ENTER | INTEREST_HOLD) },
    );
    const ends = events.filter(({ tid }) => Object.values(found).includes(tid)).map(({ code }) => code);
    expect(ends.length).toBeGreaterThanOrEqual(Object.keys(found).length);
    expect(new Set(ends)).toEqual(new Set(['PROCEXIT_1_E']));
  });
});
