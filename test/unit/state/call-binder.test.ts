import { expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import { madeUpEnterOf } from '../../../src/scap/made-up-enter.js';
import { batchOf, EventRun } from '../../helpers/event-run.js';
import { int, text } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';

const SERVER = 1000;

/** Name of the descriptor that an event is bound to. */
function nameAfter(event: EventParts): string | undefined {
  const run = new EventRun(sampleHeader());
  run.apply(event);
  return run.evt.fd?.name;
}

test.each([
  ['MKDIRAT_X', 'dirfd'],
  ['UNLINKAT_2_X', 'dirfd'],
  ['FCHOWNAT_X', 'dirfd'],
  ['FCHMODAT_X', 'dirfd'],
  ['NEWFSTATAT_X', 'dirfd'],
  ['MKNODAT_X', 'dirfd'],
  ['SYMLINKAT_X', 'linkdirfd'],
] as const)('%s shows its directory even if it fails', (code, name) => {
  for (const result of [0, -2]) {
    const call = namedEvent(code, SERVER, { res: int(result, 8), [name]: int(2, 8), path: text('a') });
    expect(nameAfter(call)).toBe('/tmp/dir');
  }
});

test.each(['FCHMOD_X', 'FCHOWN_X'] as const)('%s shows its file even if it fails', (code) => {
  for (const result of [0, -1]) {
    const call = namedEvent(code, SERVER, { res: int(result, 8), fd: int(2, 8) });
    expect(nameAfter(call)).toBe('/tmp/dir');
  }
});

/** Number of the descriptor and latency after each of the given events of one thread, a second apart. */
function bound(events: readonly EventParts[]): (readonly [number | undefined, number | undefined])[] {
  const run = new EventRun(sampleHeader());
  return events.map((event, i) => {
    run.apply({ ...event, ts: BigInt(i + 1) * 1_000_000_000n });
    return [run.evt.thread?.lastFd, run.evt.thread?.latency] as const;
  });
}

test('an exit event whose enter event was lost has no descriptor and latency of an earlier call', () => {
  const call = (code: 'FSTAT_E' | 'FSTAT_X' | 'FCHDIR_X') => namedEvent(code, SERVER, { fd: int(2, 8) });
  const second = 1_000_000_000;
  const unknown = [-1, 0];
  expect(bound([call('FSTAT_E'), call('FSTAT_X')]).at(-1)).toEqual([2, second]);
  expect(bound([call('FSTAT_E'), call('FCHDIR_X')]).at(-1)).toEqual(unknown);
  expect(bound([call('FSTAT_E'), call('FSTAT_X'), call('FSTAT_X')]).at(-1)).toEqual(unknown);
  expect(bound([call('FSTAT_E'), call('FCHDIR_X'), call('FSTAT_X')]).at(-1)).toEqual(unknown);
});

test('an enter event that was made up changes nothing and has no number', () => {
  const run = new EventRun(sampleHeader());
  const [enter, exit] = (['FSTAT_E', 'FSTAT_X'] as const).map((code, i) => ({
    ...namedEvent(code, SERVER, { fd: int(2, 8) }),
    ts: BigInt(i + 1) * 1_000_000_000n,
  })) as [EventParts, EventParts];
  run.apply(enter);
  run.evt.view.read(Batch.whole(madeUpEnterOf(batchOf([exit]).view, 0)), 0);
  expect(run.updater.begin(run.evt)).toBe(false);
  run.apply(exit);
  expect([run.evt.num, run.evt.thread?.lastFd, run.evt.thread?.latency]).toEqual([2, 2, 1_000_000_000]);
});
