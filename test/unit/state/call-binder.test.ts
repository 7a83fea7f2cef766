import { expect, test } from '@jest/globals';
import { EventRun } from '../../helpers/event-run.js';
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
