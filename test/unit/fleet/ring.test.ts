/** The ring of a shipper. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import { Ring } from '../../../src/fleet/ring.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const ITEM = '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e_000001-00000001.scap.gz';
const FROM = 1_700_000_000_000;

test('has a segment once that a killed run had put there, and the next run has saved, whatever it begins with', () => {
  const [spool, folder] = [scratch.path('spool'), scratch.path('ring')];
  mkdirSync(spool);
  const ring = new Ring({ folder, limit: 2 ** 20, spool });
  ring.open();
  const part = `${spool}/${ITEM}.part`;
  writeFileSync(part, Buffer.alloc(100));
  ring.keep(part, { fromMs: FROM, untilMs: FROM + 500 });
  const saved = `${spool}/${ITEM}.saved`;
  writeFileSync(saved, Buffer.alloc(110));
  renameSync(saved, part);
  ring.keep(part, { fromMs: FROM + 3.5, untilMs: FROM + 500 });
  const found = ring.within({ fromMs: FROM, untilMs: FROM + 1000 });
  expect(found.map(({ bytes }) => bytes)).toEqual([110]);
  ring.close();
});
