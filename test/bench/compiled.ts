import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Root of the project, relative to the compiled file. */
const SOURCES = join(import.meta.dirname, '../../test/bench');
const INCLUDES = '/usr/include/x86_64-linux-gnu';

function compile(compiler: string, args: readonly string[], source: string): void {
  const { status, stderr } = spawnSync(compiler, [...args, source], { encoding: 'latin1' });
  if (status !== 0) throw new Error(`${compiler} ${source}: ${stderr}`);
}

/** Compiles `<name>.c` into a folder; returns the path of the program. Throws the compiler's errors. */
export function compileProgram(name: string, folder: string): string {
  const program = join(folder, name);
  compile('cc', ['-O2', '-o', program], join(SOURCES, `${name}.c`));
  return program;
}

/** Compiles `<name>.bpf.c` into a folder; returns the path of the object. Throws the compiler's errors. */
export function compileProbe(name: string, folder: string): string {
  const object = join(folder, `${name}.bpf.o`);
  const source = join(SOURCES, `${name}.bpf.c`);
  compile('clang', ['-O2', '-g', '-target', 'bpf', '-mcpu=v3', '-isystem', INCLUDES, '-o', object, '-c'], source);
  return object;
}
