import { existsSync } from 'node:fs';
import { describeIf } from './prerequisites.js';

const canCapture = process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux');

/**
 * Tests that capture live, which needs root and BTF, and that succeed whatever else runs meanwhile: those of `describeLive` in
 * live.ts run alone. `jest -t 'live: '` selects both.
 */
export function describeLiveBesideOthers(name: string, tests: () => void): void {
  describeIf(canCapture)(`live: ${name}`, tests);
}
