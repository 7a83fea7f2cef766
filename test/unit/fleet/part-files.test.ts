/** Parts of items on a disk that is full for a while. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { afterAll, expect } from '@jest/globals';
import type { ItemId } from '../../../src/fleet/item.js';
import type { Part } from '../../../src/fleet/nats/part.js';
import { isWhole, PartFiles } from '../../../src/fleet/nats/part-files.js';
import { testIf } from '../../helpers/prerequisites.js';
import { makeScratch } from '../../helpers/scratch.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const ID: ItemId = { kind: 'segment', boot: '0b8e1f8c-65f5-4a4f-9d54-6a2f1c1b2d3e', run: 1, seq: 1 };

testIf(process.getuid?.() === 0)(
  'a part that a full disk takes only some of is refused, and taken once there is room',
  async () => {
    const disk = scratch.path('disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'none', disk]);
    try {
      const data = randomBytes(30_000);
      const part: Part = {
        receipt: { host: 'web-1', id: ID, bytes: data.length, digest: 'a'.repeat(64) },
        at: 0,
        data,
      };
      const files = new PartFiles(`${disk}/parts`);
      files.open();
      expect(() => files.add(part)).toThrow('ENOSPC');
      expect(files.has(part)).toBe(false);
      execFileSync('mount', ['-o', 'remount,size=1m', disk]);
      const pieces = files.add(part);
      expect(isWhole(pieces)).toBe(true);
      expect((await buffer(files.bodyOf(pieces))).equals(data)).toBe(true);
    } finally {
      execFileSync('umount', ['--lazy', disk]);
    }
  },
);

testIf(process.getuid?.() === 0)('what is left when removing is cut short is no item that lacks parts', () => {
  const folder = scratch.path('removed');
  const files = new PartFiles(folder);
  files.open();
  const receipt = { host: 'web-1', id: ID, bytes: 6, digest: 'b'.repeat(64) };
  files.add({ receipt, at: 0, data: Buffer.from('abc') });
  const pieces = files.add({ receipt, at: 3, data: Buffer.from('def') });
  const [name = ''] = readdirSync(`${folder}/web-1`);
  // removing a place where something is mounted fails
  const stuck = `${folder}/web-1/${name}/0000000003`;
  execFileSync('mount', ['--bind', stuck, stuck]);
  try {
    expect(() => files.remove(pieces)).toThrow('EBUSY');
  } finally {
    const [left = ''] = readdirSync(`${folder}/web-1`);
    execFileSync('umount', [`${folder}/web-1/${left}/0000000003`]);
  }
  const again = new PartFiles(folder);
  again.open();
  expect([again.all, readdirSync(`${folder}/web-1`)]).toEqual([[], []]);
});
