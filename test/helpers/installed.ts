import { mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { ROOT } from './sysshark.js';

/** Commands that a machine without compilers has: Node.js, npm and a few of every system's. */
const COMMANDS = ['node', 'npm', 'sh', 'cat', 'env', 'readlink', 'uname', 'id', 'true'];

/** The package as it is published, installed where nothing else is. */
export interface Installed {
  readonly folder: string;
  readonly tarball: string;
  /** The package's own folder, and the program as npm has linked it. */
  readonly packageFolder: string;
  readonly program: string;
  /** Runs a command with nothing on PATH but COMMANDS. */
  readonly run: (file: string, ...args: string[]) => ReturnType<typeof execa>;
  /** Files of the tarball. */
  readonly files: readonly string[];
}

function makeCommands(folder: string): string {
  mkdirSync(folder);
  for (const name of COMMANDS) {
    const path = execaSync('sh', ['-c', `command -v ${name}`]).stdout;
    symlinkSync(realpathSync(path), join(folder, name));
  }
  return folder;
}

/** Packs the project, which builds what is published, and installs that without scripts of this project's in reach. */
export async function installPackage(): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-package-'));
  const quiet = { env: { NODE_OPTIONS: '' } };
  const packed = await execa('npm', ['pack', '--json', '--loglevel=error', '--pack-destination', folder], { cwd: ROOT, ...quiet });
  const [{ filename, files }] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }];
  const tarball = join(folder, filename);
  const prefix = join(folder, 'prefix');
  const env = { PATH: makeCommands(join(folder, 'commands')), NODE_OPTIONS: '', TZ: 'UTC' };
  const run = (file: string, ...args: string[]) => execa(file, args, { cwd: folder, env, reject: false });
  const install = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', tarball];
  const { failed, stderr } = await run('npm', ...install);
  if (failed) throw new Error(`the package does not install: ${stderr}`);
  return {
    folder,
    tarball,
    packageFolder: join(prefix, 'lib/node_modules/sysshark'),
    program: join(prefix, 'bin/sysshark'),
    run,
    files: files.map(({ path }) => path),
  };
}
