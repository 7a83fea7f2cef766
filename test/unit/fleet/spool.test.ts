import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { itemOfFile } from '../../../src/fleet/item.js';
import { Spool } from '../../../src/fleet/spool.js';
import { itemsIn, lossesIn } from '../../helpers/fleet.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const BOOT = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e';

function open(folder: string): Spool {
  const spool = new Spool({ folder, limit: 2 ** 20, boot: BOOT, warn: () => undefined });
  spool.open();
  spool.begun();
  return spool;
}

test.each([
  ['a name with dots', () => `./${relative(process.cwd(), scratch.path('dots'))}`],
  ['a slash at the end', () => `${scratch.path('slash')}/`],
  ['a whole path', () => scratch.path('whole')],
])('takes segments however its folder is written: %s', async (_, folderOf) => {
  const folder = folderOf();
  const spool = open(folder);
  const part = spool.next();
  writeFileSync(part, 'content');
  await spool.finish(part);
  expect(spool.oldest?.id).toEqual({ kind: 'segment', boot: BOOT, run: 1, seq: 1 });
  expect(itemsIn(folder, '.scap.gz')).toHaveLength(1);
  spool.close();
  // the next start finds it, and counts on
  const next = open(folder);
  expect(next.backlog).toEqual({ items: 2, bytes: expect.any(Number) });
  expect(itemOfFile(next.next().replace(/^.*\/|\.part$/g, ''))).toMatchObject({ run: 2 });
  next.close();
});

test('a period in which the clock was set back is lost from its earlier time to its later one', () => {
  const folder = scratch.path('clock');
  const first = open(folder);
  const later = Math.floor(Date.now() / 1000) + 3600;
  first.noteRecorded(later);
  first.close();
  open(folder).close();
  const losses = lossesIn(folder).filter(({ cause }) => cause === 'shipper failed');
  expect(losses).toEqual([expect.objectContaining({ to: later })]);
  expect(losses[0]?.from).toBeLessThan(later - 3000);
});
