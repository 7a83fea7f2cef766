import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { expect } from '@jest/globals';
import { testIf } from '../helpers/prerequisites.js';
import { compileProgram, describeNative, makeFolder } from './harness.js';

const path = (name: string): string => new URL(`../../${name}`, import.meta.url).pathname;
const SOURCES = [path('native/needed_types.c'), path('native/type_names.c')];
const PROBE = path('build/probe.bpf.o');

interface Adapted {
  readonly programs: number;
  readonly instructions: number;
  readonly differences: number;
  /** Size of the needed types. */
  readonly bytes: number;
}

describeNative('the types of the kernel that libbpf is given', () => {
  testIf([...SOURCES, PROBE].every(existsSync))(
    'adapt every program of the probe as all types of the kernel do',
    () => {
      const folder = makeFolder();
      try {
        const program = compileProgram('relocated', folder.path, ['-D_GNU_SOURCE', ...SOURCES], ['-lbpf']);
        const adapted = JSON.parse(execFileSync(program, [PROBE], { encoding: 'utf8' })) as Adapted;
        expect(adapted.differences).toBe(0);
        expect(adapted.programs).toBeGreaterThan(400);
        expect(adapted.instructions).toBeGreaterThan(100 * adapted.programs);
        // 7 % on 6.18, 28 % on 7.3
        expect(adapted.bytes).toBeLessThan(statSync('/sys/kernel/btf/vmlinux').size / 3);
      } finally {
        folder.remove();
      }
    },
  );
});
