import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SOURCE = join(dirname(fileURLToPath(import.meta.url)), 'specimen.c');

/** A process with descriptors of every common type and two threads (specimen.c). */
export interface Specimen {
  readonly pid: number;
  /** Its working directory, which also holds the program. */
  readonly folder: string;
  readonly args: readonly string[];
  /** Descriptor numbers, ports and the second thread's id, by the names that the program prints. */
  readonly numbers: Readonly<Record<string, number>>;
  stop(): Promise<void>;
}

/** Compiles and starts the process and waits until everything is open. */
export async function startSpecimen(): Promise<Specimen> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'specimen-')));
  const program = join(folder, 'specimen');
  execFileSync('cc', ['-O1', '-pthread', '-o', program, SOURCE]);
  const args = ['an argument', '', 'last'];
  const env = { ONE: '1', TWO: 'zwei' };
  const child: ChildProcess = spawn(program, args, { cwd: folder, env, stdio: ['pipe', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', resolve);
    child.once('exit', () => reject(new Error('the specimen ended early')));
  });
  const pairs = line.split('|').map((pair) => pair.split('=') as [string, string]);
  const numbers = Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]));
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.stdin?.end();
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { pid: child.pid as number, folder, args, numbers, stop };
}
