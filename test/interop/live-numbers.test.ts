import { afterAll, expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const COMMAND = ['--', 'cat', '/etc/hostname', '/etc/passwd'];
/** A chisel that tells the number of each read and write: with -w, nothing else shows numbers. */
const BYTES_BY_NUMBER = ['-j', '-c', 'fdbytes_by', 'evt.num'];

async function numbers(...args: string[]): Promise<number[]> {
  const { stdout } = await sysshark(['-p', '#%evt.num', ...args]);
  return [...stdout.matchAll(/^#(\d+)$/gm)].map(([, number]) => Number(number));
}

/** Number and bytes of each row, by number. */
async function bytesByNumber(...args: string[]): Promise<(readonly [number: number, bytes: number])[]> {
  const { stdout } = await sysshark([...BYTES_BY_NUMBER, ...args]);
  return [...stdout.matchAll(/^\{.*"bytes":(\d+),"evt\.num":(\d+)\}$/gm)]
    .map(([, bytes, number]) => [Number(number), Number(bytes)] as const)
    .sort(([a], [b]) => a - b);
}

describeLive('live, evt.num', () => {
  test('counts the events of a command from its exec on', async () => {
    const found = await numbers(...COMMAND);
    expect(found.length).toBeGreaterThan(50);
    expect(found).toEqual(found.map((_, i) => i + 1));
  });

  test('is 1 for the first event that passes a filter, and counts hidden events after it', async () => {
    const [first, ...others] = await numbers('evt.type=openat and fd.name=/etc/passwd', ...COMMAND);
    expect(first).toBe(1);
    const [opened, ...reads] = await numbers('fd.name=/etc/passwd and evt.type in (openat, read)', ...COMMAND);
    expect(opened).toBe(1);
    expect(reads.length).toBeGreaterThan(others.length);
    expect(reads).toEqual([...new Set(reads)].sort((a, b) => a - b));
  });

  test('counts the events of a command from its exec on if the filter asks for numbers', async () => {
    expect(await numbers('evt.num < 4', ...COMMAND)).toEqual([1, 2, 3]);
    expect(await numbers('evt.num in (2, 5)', ...COMMAND)).toEqual([2, 5]);
  });

  test('a written capture has the same events in the same order: its numbers count the hidden ones at its start, too', async () => {
    const file = scratch.path('command.scap');
    const live = await bytesByNumber('-w', file, ...COMMAND);
    const read = await bytesByNumber('-r', file);
    expect(live.length).toBeGreaterThan(3);
    const [first] = await numbers('-r', file);
    const hidden = (first ?? 0) - 1;
    expect(read).toEqual(live.map(([number, bytes]) => [number + hidden, bytes]));
  });

  test('a capture that is written with a filter has the same events in the same order', async () => {
    const file = scratch.path('filtered.scap');
    const live = await bytesByNumber('-w', file, 'evt.type=read and fd.name contains /etc/', ...COMMAND);
    const read = await bytesByNumber('-r', file);
    expect(live.length).toBeGreaterThan(1);
    expect(read.map(([, bytes]) => bytes)).toEqual(live.map(([, bytes]) => bytes));
  });
});
