/** A plugin in Go (test/plugins/plugin.go), as most of Falco's are: its runtime has threads and signals of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect } from '@jest/globals';
import { testIf } from '../helpers/prerequisites.js';
import { makeScratch } from '../helpers/scratch.js';
import { ROOT, sysshark } from '../helpers/sysshark.js';

const MINUTES = 60_000;
const hasGo = spawnSync('go', ['version']).status === 0;
const AS_ROOT = process.getuid?.() === 0 ? ['-Z', 'root'] : [];
const testInGo = testIf(hasGo);
const scratch = makeScratch();
afterAll(scratch.remove);

beforeAll(() => {
  if (!hasGo) return;
  const library = scratch.path('libgopher.so');
  execFileSync('go', ['build', '-buildmode=c-shared', '-o', library, `${ROOT}/test/plugins/plugin.go`], {
    env: { ...process.env, GOFLAGS: '-buildvcs=false', GOPROXY: 'off' },
  });
}, 10 * MINUTES);

const own = (...args: string[]) => sysshark([...AS_ROOT, ...args], { cwd: scratch.path('') });

testInGo('events and fields, also from a capture', async () => {
  const words = Array.from({ length: 3000 }, (_, i) => `w${i}`);
  const lines = words.map((word, i) => `${i + 1} ${word.toUpperCase()}`).join('\n');
  const format = ['-p', '%evt.num %go.upper'];
  expect(await own('-I', `./libgopher.so:${words.join(',')}`, ...format)).toMatchObject({ stdout: lines, stderr: '' });
  expect((await own('-I', `./libgopher.so:${words.join(',')}`, '-w', 'copy.scap')).exitCode).toBe(0);
  expect(await own('-H', './libgopher.so', '-r', 'copy.scap', ...format)).toMatchObject({ stdout: lines, stderr: '' });
});

testInGo('a panic is one line, and the events before it stay', async () => {
  expect(await own('-I', './libgopher.so:a,b,panic,c', '-p', '%go.upper')).toMatchObject({
    ...{ stdout: 'A\nB', exitCode: 1 },
    stderr: 'sysshark: ./libgopher.so: the plugin crashed: panic: runtime error: index out of range [5] with length 0',
  });
});
