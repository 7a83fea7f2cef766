import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Root of the project, relative to the compiled file. */
const SOURCES = join(import.meta.dirname, '../../test/bench');
const INCLUDES = '/usr/include/x86_64-linux-gnu';

/** Compiles `<name>.bpf.c` into a folder; returns the path of the object. Throws the compiler's errors. */
export function compileProbe(name: string, folder: string): string {
  const object = join(folder, `${name}.bpf.o`);
  const source = join(SOURCES, `${name}.bpf.c`);
  const args = ['-O2', '-g', '-target', 'bpf', '-mcpu=v3', '-isystem', INCLUDES, '-c', source, '-o', object];
  const { status, stderr } = spawnSync('clang', args, { encoding: 'latin1' });
  if (status !== 0) throw new Error(`clang ${source}: ${stderr}`);
  return object;
}
