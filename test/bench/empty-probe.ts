import { compileProbe } from './compiled.js';

/** Mounted in a private namespace: the programs are removed with the process that holds it. */
const ATTACH =
  'mount -t bpf bpf /sys/fs/bpf && bpftool prog loadall "$0" /sys/fs/bpf/empty autoattach && exec sleep infinity';

/** A command that attaches two empty programs to all system calls until it is ended. Throws the compiler's errors. */
export function emptyProbe(folder: string): readonly [string, ...string[]] {
  return ['unshare', '--mount', 'sh', '-c', ATTACH, compileProbe('empty', folder)];
}
