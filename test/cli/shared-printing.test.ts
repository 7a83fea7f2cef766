import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { PROGRAM, shell } from '../helpers/sysshark.js';

/** Above this size a second thread prints. */
const LARGE = 34 << 20;
/** A limit that is never reached: with one, a single thread prints. */
const ALONE = ['-n', '1000000000'];

const scratch = mkdtempSync(join(tmpdir(), 'sysshark-shared-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Sections one after the other, the same capture again and again. */
function largeCapture(): Buffer {
  const one = readFileSync(sharedPath('captures', 'sf-setns.scap'));
  return Buffer.concat(Array.from({ length: Math.ceil(LARGE / one.length) }, () => one));
}

async function outcome(path: string, args: readonly string[]) {
  const options = { reject: false, encoding: 'buffer', env: { TZ: 'UTC' } } as const;
  const { stdout, stderr, exitCode } = await execa(PROGRAM, ['-r', path, ...args], options);
  const digest = createHash('sha256').update(stdout).digest('hex');
  return { size: stdout.length, digest, stderr: Buffer.from(stderr).toString('latin1'), exitCode };
}

describeWithShared('a large capture, printed by two threads', () => {
  const path = join(scratch, 'whole.scap');
  writeFileSync(path, largeCapture());

  test.each([[[]], [['-j']], [['-t', 'a']], [['-p', '%proc.name %fd.name']]])(
    'has the lines of one thread: %j',
    async (args) => {
      expect(await outcome(path, args)).toEqual(await outcome(path, [...args, ...ALONE]));
    },
  );

  test('that is damaged has the same lines, losses and status', async () => {
    const damaged = join(scratch, 'damaged.scap');
    const bytes = largeCapture();
    bytes.fill(0xff, bytes.length >> 1, (bytes.length >> 1) + 100);
    writeFileSync(damaged, bytes.subarray(0, bytes.length - 77));
    const shared = await outcome(damaged, []);
    expect(shared).toEqual(await outcome(damaged, ALONE));
    expect(shared.exitCode).toBe(2);
  });

  test('ends when its reader goes away', async () => {
    const { stdout, stderr } = await shell(`$S -r ${path} | head -2`);
    expect({ lines: stdout.split('\n').length, stderr }).toEqual({ lines: 2, stderr: '' });
  });
});
