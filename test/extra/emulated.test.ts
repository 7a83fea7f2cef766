import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ROOT } from '../helpers/sysshark.js';

/** The folder in which .ci/extra unpacks kernels (test/kernels/fetch.sh). */
const KERNELS = join(ROOT, 'build/kernels');
const BOOT = join(ROOT, 'test/kernels/boot.sh');
const LIMIT_MS = 3_600_000;
const ALL = ['6.1', '6.12', '7'];

const RUNS = [
  ...ALL.map((kernel) => [kernel, 'test/kernels/every-program.sh'] as const),
  ['6.12', 'test/kernels/clock-and-cpus.sh'] as const,
];

test.each(RUNS)(
  'on an emulated Linux %s, %s finds nothing',
  async (kernel, script) => {
    const folder = join(KERNELS, kernel);
    expect({ folder, isThere: existsSync(folder) }).toEqual({ folder, isThere: true });
    const { all } = await execa(BOOT, [folder, 'sh', script], { cwd: ROOT, all: true, reject: false });
    const lines = all.replaceAll('\r', '');
    expect(lines).toMatch(new RegExp(`^(.*\\S)?${kernel.replace('.', '\\.')}\\.`, 'm'));
    // the kernel's own lines may be between them
    expect(lines).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped$/m);
    expect(lines).toMatch(/^exit status 0$/m);
  },
  LIMIT_MS,
);
