import { SyssharkError } from '../errors.js';
import { type Capability, capabilitySet } from '../schema/capabilities.js';
import { type Account, loadAddon } from './native.js';

export type { Account };

/** The user of this name; null where there is none. */
export function lookUpAccount(name: string): Account | null {
  return loadAddon().findAccount(name);
}

/** The user of this name. Throws SyssharkError USAGE where there is none. */
export function findAccount(name: string): Account {
  const account = lookUpAccount(name);
  if (account === null) throw new SyssharkError('USAGE', `there is no user "${name}" on this machine`);
  return account;
}

/**
 * Has this process go on as that user, in the user's groups; of root's capabilities it keeps those named. There is no way
 * back. Throws SyssharkError PRIVILEGE where the system refuses it.
 */
export function becomeAccount(account: Account, kept: readonly Capability[]): void {
  try {
    loadAddon().becomeAccount(account, Number(capabilitySet(kept)));
  } catch (error) {
    throw new SyssharkError('PRIVILEGE', `cannot go on as ${account.name}: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
