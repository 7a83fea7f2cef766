import { spawnSync } from 'node:child_process';
import { argv, execArgv, execPath } from 'node:process';
import type { Chisel } from '../../analysis/chisel.js';
import { SyssharkError } from '../../errors.js';
import type { DeclaredChisel } from '../../modules/declared-chisel.js';
import { declarationOf, userChisel } from '../../modules/user-chisel.js';
import { asUser } from '../../run/as-user.js';
import type { Account } from '../../source/account.js';
import type { ModuleRights } from './module-rights.js';

/**
 * The chisels of files, by name; `needsRoot`: the probe is not attached yet. No module is imported as root, except with -Z root.
 * Throws SyssharkError.
 */
export async function loadChiselFiles(
  files: readonly [string, ...string[]],
  rights: ModuleRights,
  needsRoot: boolean,
): Promise<ReadonlyMap<string, Chisel>> {
  const drop = rights.dropFor(files[0]);
  if (!needsRoot) rights.giveUpFor(files[0]);
  const chisels = new Map<string, Chisel>();
  for (const path of files)
    chisels.set(
      path,
      userChisel(drop !== null && needsRoot ? declaredAs(drop.account, path) : await declarationOf(path)),
    );
  return chisels;
}

/** What the module of a chisel says about it. It is not imported as root, except with -Z root. Throws SyssharkError. */
export function describeChiselFile(path: string, rights: ModuleRights): Promise<DeclaredChisel> {
  rights.giveUpFor(path);
  return declarationOf(path);
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
