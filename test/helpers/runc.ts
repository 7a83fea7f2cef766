/** runc containers, with a root file system that contains this machine's shell. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { limit } from './patience.js';

/** Programs in the containers, with the libraries that they load. */
const PROGRAMS = ['/bin/sh', '/bin/cat', '/bin/sleep'];

function copyInto(root: string, path: string): void {
  mkdirSync(join(root, dirname(path)), { recursive: true });
  copyFileSync(path, join(root, path));
}

/** Creates a root file system in a folder. */
export function makeRoot(root: string): void {
  for (const name of ['proc', 'dev', 'sys']) mkdirSync(join(root, name), { recursive: true });
  for (const program of PROGRAMS) {
    copyInto(root, program);
    const libraries = execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
    for (const library of libraries) copyInto(root, library);
  }
}

/** Creates a bundle in an empty folder. */
export function makeBundle(folder: string): void {
  makeRoot(join(folder, 'rootfs'));
  execFileSync('runc', ['spec'], { cwd: folder });
}

/** The part of runc's configuration that is changed here. */
interface Spec {
  readonly process: { terminal: boolean; args: readonly string[] };
  readonly root: { readonly: boolean };
  readonly linux: { cgroupsPath: string };
}

/** Runs a line of shell in a container with control groups at a path. Resolves when it ends. */
export async function runContainer(folder: string, cgroupsPath: string, line: string): Promise<void> {
  const file = join(folder, 'config.json');
  const spec = JSON.parse(readFileSync(file, 'utf8')) as Spec;
  spec.process.terminal = false;
  spec.process.args = ['/bin/sh', '-c', line];
  spec.root.readonly = false;
  spec.linux.cgroupsPath = cgroupsPath;
  writeFileSync(file, JSON.stringify(spec));
  await execa('runc', ['run', `sysshark-test-${process.pid}`], {
    cwd: folder,
    stdin: 'ignore',
    timeout: limit(30_000),
  });
}
