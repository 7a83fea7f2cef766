import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileProbe } from './compiled.js';

/** Attaches the program for at least one system call, then reads the results from its memory before it is unloaded. */
const RUN =
  'mount -t bpf bpf /sys/fs/bpf && bpftool prog loadall "$0" /sys/fs/bpf/helpers autoattach && sleep 0.1 && bpftool -j map dump name helpers.bss';

interface Dump {
  readonly formatted: { readonly value: { readonly '.bss': readonly Readonly<Record<string, number>>[] } };
}

/** Costs of calls in a BPF program in ns, by their names in helpers.bpf.c. */
export function benchHelpers(): readonly (readonly [name: string, ns: number])[] {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-bench-'));
  try {
    const words = ['--mount', 'sh', '-c', RUN, compileProbe('helpers', folder)];
    const [dump] = JSON.parse(execFileSync('unshare', words, { encoding: 'latin1' })) as readonly Dump[];
    const found = dump?.formatted.value['.bss'].flatMap((entry) => Object.entries(entry)) ?? [];
    return found.filter(([name]) => name !== 'is_done').map(([name, tenths]) => [name, tenths / 10]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
