import { expect, test } from '@jest/globals';
import { int } from '../../../helpers/event-samples.js';
import { namedEvent } from '../../../helpers/process-events.js';
import { lastPrinted } from '../../../helpers/story.js';

const AFTER = namedEvent('GETUID_E', 1000);
const FORMAT = '%thread.vmsize %thread.vmrss %thread.pfmajor %thread.pfminor';
const sizes = { vm_size: int(11, 4), vm_rss: int(12, 4), vm_swap: int(13, 4) };

test.each(['BRK_4_X', 'MMAP_X', 'MMAP2_X', 'MUNMAP_X'] as const)('%s sets the memory use', (code) => {
  expect(lastPrinted(FORMAT, AFTER)).toBe('1000 100 1 2');
  expect(lastPrinted(FORMAT, namedEvent(code, 1000, sizes), AFTER)).toBe('11 12 1 2');
});

test('a switch sets the memory use of the process and the page faults of the thread', () => {
  const faults = { pgft_maj: int(21, 8), pgft_min: int(22, 8) };
  const switched = namedEvent('SCHEDSWITCH_6_E', 1001, { ...sizes, ...faults });
  expect(lastPrinted(FORMAT, switched, AFTER)).toBe('11 12 1 2');
  expect(lastPrinted('%thread.pfmajor %thread.pfminor', switched, namedEvent('GETUID_E', 1001))).toBe('21 22');
});

test('the last switch of a thread, after its end, belongs to it', () => {
  const end = namedEvent('PROCEXIT_1_E', 1001);
  const last = namedEvent('SCHEDSWITCH_6_E', 1001);
  const other = namedEvent('SCHEDSWITCH_6_E', 1001 + 64);
  expect(lastPrinted('%proc.name', end, AFTER, last)).toBe(lastPrinted('%proc.name', namedEvent('GETUID_E', 1001)));
  expect(lastPrinted('*%proc.name', end, AFTER, other)).toBe('*<NA>');
});
