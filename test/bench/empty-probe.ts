import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Of the project, from where this is compiled to. */
const SOURCE = join(import.meta.dirname, '../../test/bench/empty.bpf.c');
const INCLUDES = '/usr/include/x86_64-linux-gnu';
/** Mounted where nobody else sees it: with the process that holds it the programs go away. */
const ATTACH =
  'mount -t bpf bpf /sys/fs/bpf && bpftool prog loadall "$0" /sys/fs/bpf/empty autoattach && exec sleep infinity';

/** A command that has two programs attached to all system calls, which do nothing, until it is ended. Throws what the compiler says. */
export function emptyProbe(folder: string): readonly [string, ...string[]] {
  const object = join(folder, 'empty.bpf.o');
  const args = ['-O2', '-g', '-target', 'bpf', '-isystem', INCLUDES, '-c', SOURCE, '-o', object];
  const { status, stderr } = spawnSync('clang', args, { encoding: 'latin1' });
  if (status !== 0) throw new Error(`clang ${SOURCE}: ${stderr}`);
  return ['unshare', '--mount', 'sh', '-c', ATTACH, object];
}
