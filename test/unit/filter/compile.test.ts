import { describe, expect, test } from '@jest/globals';
import { int } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import { printed } from '../../helpers/story.js';

/** Reads of descriptors 0 to 15: bit i of the number says whether condition i holds. */
const READS = Array.from({ length: 16 }, (_, fd) => namedEvent('READ_E', 1000, { fd: int(fd, 8), size: int(1, 4) }));
const BITS = [0, 1, 2, 3].map((bit) => {
  const numbers = READS.flatMap((_, fd) => (((fd >> bit) & 1) === 1 ? [fd] : []));
  return `fd.num in (${numbers.join(', ')})`;
});
const selected = (filter: string): number[] => printed('%fd.num', READS, filter).map(Number);
const expected = (holds: (fd: number) => boolean): number[] => READS.map((_, fd) => fd).filter(holds);

describe.each([2, 3, 4])('of %d conditions', (count) => {
  const all = (1 << count) - 1;
  const some = BITS.slice(0, count);

  test('and selects what satisfies all', () => {
    expect(selected(some.join(' and '))).toEqual(expected((fd) => (fd & all) === all));
    expect(selected(`not (${some.join(' and ')})`)).toEqual(expected((fd) => (fd & all) !== all));
  });

  test('or selects what satisfies any', () => {
    expect(selected(some.join(' or '))).toEqual(expected((fd) => (fd & all) !== 0));
    expect(selected(`not (${some.join(' or ')})`)).toEqual(expected((fd) => (fd & all) === 0));
  });
});

test('conditions that count events are evaluated in written order', () => {
  const filter = 'fd.num > 7 and evt.count = 1';
  expect(selected(filter)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
});

test('a field without a value satisfies no comparison', () => {
  expect(selected('fd.name != x')).not.toContain(12);
  expect(selected('fd.name exists')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(selected('not fd.name exists')).toEqual([10, 11, 12, 13, 14, 15]);
});

test('lists are compared with each of their values', () => {
  expect(selected('fd.types intersects (file, bpf) and fd.num = 0')).toEqual([0]);
  expect(selected('fd.types intersects (bpf) and fd.num = 0')).toEqual([]);
  expect(selected('fd.types in (file, bpf) and fd.num = 0')).toEqual([]);
});

test('a field is compared with another one', () => {
  const events = [namedEvent('GETUID_E', 1), namedEvent('GETUID_E', 1000), namedEvent('GETUID_E', 1001)];
  expect(printed('%thread.tid', events, 'thread.tid = val(proc.pid)')).toEqual(['1', '1000']);
  expect(printed('%thread.tid', events, 'thread.tid > val(proc.pid)')).toEqual(['1001']);
  expect(printed('%thread.tid', events, 'proc.pname = val(proc.name)')).toEqual([]);
});

test('conditions on the event type are decided by type', () => {
  const events = [...READS.slice(0, 2), namedEvent('CLOSE_E', 1000, { fd: int(0, 8) })];
  expect(printed('%evt.num', events, 'evt.type = close')).toEqual(['3']);
  expect(printed('%evt.num', events, 'not evt.type = close')).toEqual(['1', '2']);
  expect(printed('%evt.num', events, 'evt.is_io = true and fd.num = 1')).toEqual(['2']);
});
