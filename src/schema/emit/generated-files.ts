import { renderEmitters } from './c-emitters.js';
import { renderEventLayout } from './c-event-layout.js';
import { renderEvents } from './c-events.js';
import { renderFlags } from './c-flags.js';
import { renderHot } from './c-hot.js';
import { renderIa32 } from './c-ia32.js';
import { renderPlainBodies } from './c-plain-bodies.js';
import { renderPrefilter } from './c-prefilter.js';
import { renderStats } from './c-stats.js';
import { renderSyscalls, SYSCALL_TABLES } from './c-syscalls.js';

/** Folders of generated files in native. */
export const GENERATED_FOLDERS = ['ebpf/generated/', 'prefilter/generated/'] as const;

/** Path in native and full text of every generated file. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const tables = Object.entries(SYSCALL_TABLES).map(
    ([arch, table]) => [`ebpf/generated/syscalls_${arch}.h`, renderSyscalls(arch, table)] as const,
  );
  return new Map([
    ['ebpf/generated/emitters.bpf.h', renderEmitters()],
    ['ebpf/generated/event_layout.h', renderEventLayout()],
    ['ebpf/generated/events.h', renderEvents()],
    ['ebpf/generated/flags.bpf.h', renderFlags()],
    ['ebpf/generated/hot.h', renderHot()],
    ['ebpf/generated/plain_bodies.bpf.h', renderPlainBodies()],
    ['ebpf/generated/stats.h', renderStats()],
    ['prefilter/generated/actions.h', renderPrefilter()],
    ['ebpf/generated/syscalls_ia32.h', renderIa32()],
    ...tables,
  ]);
}
