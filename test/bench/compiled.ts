import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Of the project, from where this is compiled to. */
const SOURCES = join(import.meta.dirname, '../../test/bench');
const INCLUDES = '/usr/include/x86_64-linux-gnu';

/** Compiles `<name>.bpf.c` into a folder; the path of the object. Throws what the compiler says. */
export function compileProbe(name: string, folder: string): string {
  const object = join(folder, `${name}.bpf.o`);
  const source = join(SOURCES, `${name}.bpf.c`);
  const args = ['-O2', '-g', '-target', 'bpf', '-mcpu=v3', '-isystem', INCLUDES, '-c', source, '-o', object];
  const { status, stderr } = spawnSync('clang', args, { encoding: 'latin1' });
  if (status !== 0) throw new Error(`clang ${source}: ${stderr}`);
  return object;
}
