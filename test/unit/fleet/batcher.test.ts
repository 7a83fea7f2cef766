/** Which segment is blamed when the process that reads segments ends without a word. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Backlog } from '../../../src/fleet/backlog.js';
import type { WriteBatch } from '../../../src/fleet/batch.js';
import { BatchFolder } from '../../../src/fleet/batch-folder.js';
import { Batcher } from '../../../src/fleet/batcher.js';
import { fileOf, type ItemId } from '../../../src/fleet/item.js';
import { Store } from '../../../src/fleet/store.js';
import { makeScratch } from '../../helpers/scratch.js';
import { until } from '../../helpers/until.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';
const idOf = (seq: number): ItemId => ({ kind: 'segment', boot: BOOT, run: 1, seq });
const RULES = { age: 0, dueBytes: 1, mostBytes: 1e6, mostItems: 100 };

/** A collector's folder with segments, and what writes their rows with `write`; it ends when nothing waits. */
async function writeAll(count: number, write: WriteBatch) {
  const folder = scratch.path(`store-${count}`);
  const hosts = join(folder, 'hosts', 'web-1');
  mkdirSync(hosts, { recursive: true });
  for (let seq = 1; seq <= count; seq++) writeFileSync(join(hosts, fileOf(idOf(seq))), 'x');
  const lines: string[] = [];
  const warn = (line: string): void => void lines.push(line);
  const backlog = new Backlog(RULES);
  const store = new Store({ folder, limit: 1e9, check: async () => null, backlog, warn });
  store.open();
  const batcher = new Batcher({
    store,
    backlog,
    folder: new BatchFolder(join(folder, 'batches')),
    write,
    sinks: [],
    warn,
  });
  batcher.open();
  const ended = new AbortController();
  const work = batcher.run(ended.signal);
  await until(() => backlog.all.length === 0);
  const left = async (name: string): Promise<number[]> =>
    (await readdir(join(folder, name))).map((file) => Number(/-0*(\d+)\.scap/.exec(file)?.[1] ?? 0)).filter(Boolean);
  await until(() => backlog.all.length === 0);
  ended.abort();
  await work;
  return { lines, quarantined: await left('quarantine'), done: await left('done/web-1') };
}

test('the one with which it fails twice goes into quarantine; the rows of the others are written, each once', async () => {
  const BAD = 6;
  const written: number[] = [];
  const tries: number[] = [];
  const result = await writeAll(13, async ({ segments }) => {
    const seqs = segments.map(({ id }) => id.seq);
    tries.push(seqs.length);
    if (seqs.includes(BAD)) return { kind: 'crashed', reason: 'it ended with SIGSEGV' };
    written.push(...seqs);
    return { kind: 'written', problems: [] };
  });
  expect(written.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13]);
  expect(result.quarantined).toEqual([BAD]);
  expect(result.done.toSorted((a, b) => a - b)).toEqual(written.toSorted((a, b) => a - b));
  expect(result.lines.filter((line) => line.includes('cannot be read: it ended with SIGSEGV'))).toHaveLength(1);
});

test('what is no fault of a segment leaves all where they are, and is tried again', async () => {
  let tries = 0;
  const result = await writeAll(3, async () =>
    tries++ < 2 ? { kind: 'failed', reason: 'no space left on device' } : { kind: 'written', problems: [] },
  );
  expect([tries, result.quarantined, result.done.length]).toEqual([3, [], 3]);
  expect(result.lines).toEqual([
    'sysshark: cannot write rows: no space left on device; what hosts send waits meanwhile',
    'sysshark: can write rows again',
  ]);
});
