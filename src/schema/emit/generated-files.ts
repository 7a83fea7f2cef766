import { renderEmitters } from './c-emitters.js';
import { renderEvents } from './c-events.js';
import { renderFlags } from './c-flags.js';
import { renderPlainBodies } from './c-plain-bodies.js';
import { renderStats } from './c-stats.js';
import { renderSyscalls, SYSCALL_TABLES } from './c-syscalls.js';

/** Name and whole text of every file in native/ebpf/generated. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const tables = Object.entries(SYSCALL_TABLES).map(
    ([arch, table]) => [`syscalls_${arch}.h`, renderSyscalls(arch, table)] as const,
  );
  return new Map([
    ['emitters.bpf.h', renderEmitters()],
    ['events.h', renderEvents()],
    ['flags.bpf.h', renderFlags()],
    ['plain_bodies.bpf.h', renderPlainBodies()],
    ['stats.h', renderStats()],
    ...tables,
  ]);
}
