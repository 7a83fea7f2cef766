import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ROOT } from '../helpers/sysshark.js';

/** The folders in which .ci/extra unpacks kernels (test/kernels/fetch.sh) and a system for arm64 (boot-arm64.sh). */
const KERNELS = join(ROOT, 'build/kernels');
const ARM64 = join(ROOT, 'build/arm64');
const LIMIT_MS = 3_600_000;
const ALL = ['6.1', '6.12', '7'];

const RUNS = [
  ...ALL.flatMap((kernel) => [
    [kernel, 'test/kernels/every-program.sh'] as const,
    [kernel, 'test/kernels/web-server.sh'] as const,
  ]),
  ['6.12', 'test/kernels/clock-and-cpus.sh'] as const,
];

/** Runs a script in an emulated machine that `boot`, of test/kernels, starts from a folder. Its output. */
async function emulated(boot: string, folder: string, script: string): Promise<string> {
  const { all } = await execa(join(ROOT, 'test/kernels', boot), [folder, 'sh', script], {
    cwd: ROOT,
    all: true,
    reject: false,
  });
  return all.replaceAll('\r', '');
}

/** Expects that all of a script's tests passed. The kernel's own lines may be between the two. */
function expectPassed(output: string): void {
  expect(output).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/m);
  expect(output).toMatch(/^exit status 0$/m);
}

test.each(RUNS)(
  'on an emulated Linux %s, %s finds nothing',
  async (kernel, script) => {
    const folder = join(KERNELS, kernel);
    expect({ folder, isThere: existsSync(folder) }).toEqual({ folder, isThere: true });
    const output = await emulated('boot.sh', folder, script);
    expect(output).toMatch(new RegExp(`^(.*\\S)?${kernel.replace('.', '\\.')}\\.`, 'm'));
    expectPassed(output);
  },
  LIMIT_MS,
);

test.each(['test/kernels/every-program.sh', 'test/kernels/web-server.sh'])(
  'on an emulated machine for aarch64, with the addon of the package, %s finds nothing',
  async (script) => {
    const output = await emulated('boot-arm64.sh', ARM64, script);
    expect(output).toMatch(/ aarch64$/m);
    expectPassed(output);
  },
  LIMIT_MS,
);
