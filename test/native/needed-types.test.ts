import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { compileProgram, describeNative, makeFolder } from './harness.js';

const path = (name: string): string => new URL(`../../${name}`, import.meta.url).pathname;
const SOURCES = [path('native/needed_types.c'), path('native/type_names.c')];

interface Adapted {
  readonly programs: number;
  readonly instructions: number;
  readonly differences: number;
  /** Size of the needed types. */
  readonly bytes: number;
}

describeNative('the types of the kernel that libbpf is given', () => {
  test('adapt every program of the probe as all types of the kernel do', () => {
    const folder = makeFolder();
    try {
      const program = compileProgram('relocated', folder.path, ['-D_GNU_SOURCE', ...SOURCES], ['-lbpf']);
      const adapted = JSON.parse(execFileSync(program, [path('build/probe.bpf.o')], { encoding: 'utf8' })) as Adapted;
      expect(adapted.differences).toBe(0);
      expect(adapted.programs).toBeGreaterThan(400);
      expect(adapted.instructions).toBeGreaterThan(100 * adapted.programs);
      expect(adapted.bytes).toBeLessThan(statSync('/sys/kernel/btf/vmlinux').size / 4);
    } finally {
      folder.remove();
    }
  });
});
