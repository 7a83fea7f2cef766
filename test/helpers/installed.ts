import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, execaSync } from 'execa';
import { ROOT } from './sysshark.js';

/** Commands of a machine without compilers: Node.js, npm and a few that every system has. */
const COMMANDS = ['node', 'npm', 'sh', 'cat', 'env', 'readlink', 'uname', 'id'];

/** How a command ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode?: number | undefined;
}

/** The package as it is published, installed in an empty folder. */
export interface Installed {
  readonly folder: string;
  /** The package's folder, and the program that npm has linked. */
  readonly packageFolder: string;
  readonly program: string;
  /** Runs a command with only COMMANDS on PATH. */
  readonly run: (file: string, ...args: string[]) => Promise<Outcome>;
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

/** Libraries for the addons: built once, and fetched for that. */
const LIBRARIES = ['build/portable', 'build/portable-arm64'];

/** Copies the sources: packing builds all of the tree, which other tests use meanwhile. */
function copySources(tree: string): void {
  const listed = execaSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  const paths = listed.stdout.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
  for (const path of paths) cpSync(join(ROOT, path), join(tree, path));
  for (const path of LIBRARIES) mkdirSync(join(ROOT, path), { recursive: true });
  mkdirSync(join(tree, 'build'));
  for (const path of ['node_modules', ...LIBRARIES]) symlinkSync(join(ROOT, path), join(tree, path));
}

/** Packs the project, which builds what is published, and installs the tarball out of reach of this project's scripts. */
export async function installPackage(): Promise<Installed> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-package-'));
  // other users run it, too
  chmodSync(folder, 0o755);
  const tree = join(folder, 'tree');
  copySources(tree);
  const pack = ['pack', '--json', '--loglevel=error', '--pack-destination', folder];
  const packed = await execa('npm', pack, { cwd: tree, env: { NODE_OPTIONS: '' } });
  const [{ filename, files }] = JSON.parse(packed.stdout) as [{ filename: string; files: { path: string }[] }];
  const tarball = join(folder, filename);
  const prefix = join(folder, 'prefix');
  const env = { PATH: makeCommands(join(folder, 'commands')), NODE_OPTIONS: '', TZ: 'UTC' };
  const run = (file: string, ...args: string[]): Promise<Outcome> =>
    execa(file, args, { cwd: folder, env, reject: false });
  const install = ['install', '--global', '--prefix', prefix, '--prefer-offline', '--no-audit', '--no-fund', tarball];
  const { exitCode, stderr } = await run('npm', ...install);
  if (exitCode !== 0) throw new Error(`the package does not install: ${stderr}`);
  return {
    folder,
    packageFolder: join(prefix, 'lib/node_modules/sysshark'),
    program: join(prefix, 'bin/sysshark'),
    run,
    files: files.map(({ path }) => path),
  };
}
