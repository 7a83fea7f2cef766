import { renderCalls } from './c-calls.js';
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
import { renderSchemaHash } from './ts-schema-hash.js';

/** Folders of generated files. */
export const GENERATED_FOLDERS = [
  'native/ebpf/generated/',
  'native/prefilter/generated/',
  'src/schema/generated/',
] as const;

/** Path and full text of every generated file. */
export function generatedFiles(): ReadonlyMap<string, string> {
  const tables = Object.entries(SYSCALL_TABLES).map(
    ([arch, table]) => [`native/ebpf/generated/syscalls_${arch}.h`, renderSyscalls(arch, table)] as const,
  );
  return new Map([
    ['native/ebpf/generated/calls.h', renderCalls()],
    ['native/ebpf/generated/emitters.bpf.h', renderEmitters()],
    ['native/ebpf/generated/event_layout.h', renderEventLayout()],
    ['native/ebpf/generated/events.h', renderEvents()],
    ['native/ebpf/generated/flags.bpf.h', renderFlags()],
    ['native/ebpf/generated/hot.h', renderHot()],
    ['native/ebpf/generated/plain_bodies.bpf.h', renderPlainBodies()],
    ['native/ebpf/generated/stats.h', renderStats()],
    ['native/prefilter/generated/actions.h', renderPrefilter()],
    ['native/ebpf/generated/syscalls_ia32.h', renderIa32()],
    ...tables,
    ['src/schema/generated/schema-hash.ts', renderSchemaHash()],
  ]);
}
