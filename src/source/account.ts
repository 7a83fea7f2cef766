import { userInfo } from 'node:os';
import { SyssharkError } from '../errors.js';
import { type Capability, capabilitySet } from '../schema/capabilities.js';
import { type Account, loadAddon } from './native.js';

export type { Account };

/** The user with this name; null if there is none. */
export function lookUpAccount(name: string): Account | null {
  return loadAddon().findAccount(name);
}

/** The user with this name. Throws SyssharkError USAGE if there is none. */
export function findAccount(name: string): Account {
  const account = lookUpAccount(name);
  if (account === null) throw new SyssharkError('USAGE', `there is no user "${name}" on this machine`);
  return account;
}

/**
 * Switches this process permanently to that user and the user's groups, keeping only the given capabilities of root.
 * Throws SyssharkError PRIVILEGE if the system refuses.
 */
export function becomeAccount(account: Account, kept: readonly Capability[]): void {
  // it has switched to this user before: nobody who cannot switch calls this
  if (process.geteuid?.() === account.uid && account.uid !== 0) return;
  try {
    loadAddon().becomeAccount(account, Number(capabilitySet(kept)));
  } catch (error) {
    throw new SyssharkError('PRIVILEGE', `cannot switch to ${account.name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

/** The home folder of the user that this process runs as; / for a user that is not known. */
export function ownHome(): string {
  try {
    return userInfo().homedir;
  } catch {
    return '/';
  }
}
