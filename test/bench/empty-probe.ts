import { compileProbe } from './compiled.js';

/** Mounted where nobody else sees it: with the process that holds it the programs go away. */
const ATTACH =
  'mount -t bpf bpf /sys/fs/bpf && bpftool prog loadall "$0" /sys/fs/bpf/empty autoattach && exec sleep infinity';

/** A command that has two programs attached to all system calls, which do nothing, until it is ended. Throws what the compiler says. */
export function emptyProbe(folder: string): readonly [string, ...string[]] {
  return ['unshare', '--mount', 'sh', '-c', ATTACH, compileProbe('empty', folder)];
}
