import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { ROOT } from '../helpers/sysshark.js';

/** The folder in which .ci/extra unpacks a kernel for emulated machines. */
const KERNEL = join(ROOT, 'build/kernel');
const BOOT = join(ROOT, 'test/kernels/boot.sh');
const LIMIT_MS = 3_600_000;

test.each(['test/kernels/clock-and-cpus.sh'])(
  '%s finds nothing, in an emulated machine',
  async (script) => {
    expect({ KERNEL, isThere: existsSync(KERNEL) }).toEqual({ KERNEL, isThere: true });
    const { all } = await execa(BOOT, [KERNEL, 'sh', script], {
      cwd: ROOT,
      all: true,
      reject: false,
    });
    expect(all.replaceAll('\r', '')).toMatch(/^[1-9]\d* passed, 0 failed, 0 skipped\nexit status 0$/m);
  },
  LIMIT_MS,
);
