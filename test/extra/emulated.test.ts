import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ROOT } from '../helpers/sysshark.js';

/** The folders in which .ci/extra unpacks kernels (test/kernels/fetch.sh) and a system for arm64 (boot-arm64.sh). */
const KERNELS = join(ROOT, 'build/kernels');
const ARM64 = join(ROOT, 'build/arm64');
const LIMIT_MS = 4 * 3_600_000;
const ALL = ['6.1', '6.12', '7'];

const RUNS = [
  ...ALL.flatMap((kernel) => [
    [kernel, 'test/kernels/every-program.sh'] as const,
    [kernel, 'test/kernels/web-server.sh'] as const,
    [kernel, 'test/kernels/live-tests.sh'] as const,
  ]),
  ['6.12', 'test/kernels/clock-and-cpus.sh'] as const,
  ['7', 'test/kernels/preemption.sh'] as const,
];

/** Runs a command in an emulated machine that `boot`, of test/kernels, starts from a folder. Its output. */
async function emulated(boot: string, folder: string, ...command: string[]): Promise<string> {
  const { all } = await execa(join(ROOT, 'test/kernels', boot), [folder, ...command], {
    cwd: ROOT,
    all: true,
    reject: false,
  });
  return all.replaceAll('\r', '');
}

/** Expects that all tests that a command chose passed. The kernel's own lines may be between the two. */
function expectPassed(output: string): void {
  expect(output).toMatch(/^[1-9]\d* passed, 0 failed, \d+ skipped$/m);
  expect(output).toMatch(/^exit status 0$/m);
}

test.each(RUNS)(
  'on an emulated Linux %s, %s finds nothing',
  async (kernel, script) => {
    const folder = join(KERNELS, kernel);
    expect({ folder, isThere: existsSync(folder) }).toEqual({ folder, isThere: true });
    const output = await emulated('boot.sh', folder, 'sh', script);
    expect(output).toMatch(new RegExp(`^(.*\\S)?${kernel.replace('.', '\\.')}\\.`, 'm'));
    expectPassed(output);
  },
  LIMIT_MS,
);

test.each([
  ['sh', 'test/kernels/every-program.sh'],
  ['sh', 'test/kernels/web-server.sh'],
  ['node', 'node_modules/.bin/jest', 'test/native'],
])(
  'on an emulated machine for aarch64, with the addon of the package, %s %s finds nothing',
  async (...command) => {
    const output = await emulated('boot-arm64.sh', ARM64, ...command);
    expect(output).toMatch(/ aarch64$/m);
    expectPassed(output);
  },
  LIMIT_MS,
);
