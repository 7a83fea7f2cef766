import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { makePreloaded } from '../helpers/preloaded.js';
import { PROGRAM, ROOT, shell } from '../helpers/sysshark.js';

const scratch = mkdtempSync(join(tmpdir(), 'sysshark-start-'));
afterAll(() => rmSync(scratch, { recursive: true }));

describe('the start of the program', () => {
  test('uses the code cache of V8, created when the bundle was built', async () => {
    const preload = join(scratch, 'preload.cjs');
    const starter = JSON.stringify(`${PROGRAM}.cjs`);
    writeFileSync(preload, `process.on('exit', () => console.log(require(${starter}).script.cachedDataRejected));`);
    const program = join(scratch, 'preloaded');
    makePreloaded(program, preload);
    const { stdout } = await shell(`${program} --version`);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\nfalse$/);
  });

  test.each([
    ['is missing', 'rm'],
    ['is damaged', 'truncate -s 1000'],
  ])('does not require the code cache: it %s', async (_, command) => {
    const tree = mkdtempSync(join(scratch, 'tree-'));
    for (const part of ['bin', 'dist/bundle', 'package.json'])
      cpSync(join(ROOT, part), join(tree, part), { recursive: true });
    const { stdout, stderr } = await shell(
      `cd ${tree}; ${command} dist/bundle/main.js.${process.arch}.cache; bin/sysshark --version`,
    );
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/), stderr: '' });
  });

  test.each([
    ['a link', './link --version'],
    ['a link on PATH', 'PATH=.:$PATH; link --version'],
    ['a linked folder', 'folder/sysshark --version'],
    ['a relative path', 'cd folder; ./sysshark --version'],
    ['a name as an argument of sh', 'cd folder; sh sysshark --version'],
  ])('finds its files when called by %s', async (_, line) => {
    const place = mkdtempSync(join(scratch, 'place-'));
    symlinkSync(PROGRAM, join(place, 'link'));
    symlinkSync(join(ROOT, 'bin'), join(place, 'folder'));
    const { stdout, stderr } = await shell(`cd ${place}; ${line}`);
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringMatching(/^\d+\.\d+\.\d+$/), stderr: '' });
  });
});
