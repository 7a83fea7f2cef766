import { spawnSync } from 'node:child_process';
import { argv, execArgv, execPath } from 'node:process';
import type { Chisel } from '../../analysis/chisel.js';
import { SyssharkError } from '../../errors.js';
import type { DeclaredChisel } from '../../modules/declared-chisel.js';
import { declarationOf, userChisel } from '../../modules/user-chisel.js';
import { asUser } from '../../run/as-user.js';
import type { Account } from '../../source/account.js';
import type { RunOptions } from '../options/run-options.js';
import type { ProcessIo } from '../process-io.js';
import { type PrivilegeDrop, planPrivilegeDrop } from './privileges.js';

/** What determines as which user modules are imported. */
interface Rights extends Pick<RunOptions, 'user'> {
  /** Whether root is still needed, for the probe. */
  readonly needsRoot: boolean;
}

/** The chisels of files, by name. No module is imported as root, except with -Z root. Throws SyssharkError. */
export async function loadChiselFiles(
  files: readonly [string, ...string[]],
  { user, needsRoot }: Rights,
  processIo: ProcessIo,
): Promise<ReadonlyMap<string, Chisel>> {
  const drop = planDrop(files[0], user, processIo);
  if (!needsRoot) drop?.applyWhole();
  const chisels = new Map<string, Chisel>();
  for (const path of files)
    chisels.set(
      path,
      userChisel(drop !== null && needsRoot ? declaredAs(drop.account, path) : await declarationOf(path)),
    );
  return chisels;
}

/** What the module of a chisel says about it. It is not imported as root, except with -Z root. Throws SyssharkError. */
export function describeChiselFile(
  path: string,
  user: RunOptions['user'],
  processIo: ProcessIo,
): Promise<DeclaredChisel> {
  planDrop(path, user, processIo)?.applyWhole();
  return declarationOf(path);
}

/** How root is given up before a module is imported; null if the process may stay what it is. Throws SyssharkError PRIVILEGE. */
function planDrop(path: string, user: RunOptions['user'], processIo: ProcessIo): PrivilegeDrop | null {
  const drop = planPrivilegeDrop({ user }, processIo);
  if (processIo.isRoot && drop === null && user === null)
    throw new SyssharkError('PRIVILEGE', `${path} would run as root: name a user with -Z, or say -Z root`);
  return drop;
}

/**
 * What the module of a chisel says about it, in a process of that user: this one is still root. It is a run of the program
 * that describes the chisel. Throws SyssharkError.
 */
function declaredAs(account: Account, path: string): DeclaredChisel {
  const [setpriv, ...words] = asUser(account);
  const describe = [execPath, ...execArgv, argv[1] as string, '-j', '-i', path];
  const { status, stdout, stderr, error } = spawnSync(setpriv, [...words, ...describe], { encoding: 'utf8' });
  if (error !== undefined)
    throw new SyssharkError('PRIVILEGE', `${path} is imported by ${setpriv} (package util-linux), which cannot be run`);
  if (status !== 0) throw new SyssharkError('USAGE', stderr.trim().replace(/^sysshark: /, ''));
  // what the module itself printed comes before
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) as string) as DeclaredChisel;
}
