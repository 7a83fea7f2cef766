import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { GroupRecord, UserRecord } from '../scap/header.js';
import { accountBytes } from '../scap/header-room.js';

const UNKNOWN = '<NA>';
const HOST = '';
/** User 0 if the capture does not describe it. */
export const ROOT_USER: UserRecord = { uid: 0, gid: 0, name: 'root', home: '/root', shell: UNKNOWN };
export const ROOT_GROUP: GroupRecord = { gid: 0, name: 'root' };

/** Users or groups of the host (container id '') and of containers, by number. */
export class AccountTable<Account extends UserRecord | GroupRecord> {
  private readonly byContainer = new Map<string, Map<number, Account>>();

  private readonly root: Account;
  private readonly budget: MemoryBudget;

  /** `root` is number 0 of the host unless the capture describes another. */
  constructor(root: Account, budget: MemoryBudget) {
    this.root = root;
    this.budget = budget;
  }

  clear(): void {
    for (const [containerId, accounts] of this.byContainer)
      for (const account of accounts.values()) this.budget.free(bytesOf(containerId, account));
    this.byContainer.clear();
  }

  find(containerId: string, id: number): Account | undefined {
    return this.byContainer.get(containerId)?.get(id) ?? (id === 0 && containerId === HOST ? this.root : undefined);
  }

  /** Adds a user or group, replacing one of the same number, if the budget has room. */
  set(containerId: string, id: number, account: Account): void {
    this.delete(containerId, id);
    if (!this.budget.take(bytesOf(containerId, account))) return;
    const accounts = this.byContainer.get(containerId) ?? new Map<number, Account>();
    accounts.set(id, account);
    this.byContainer.set(containerId, accounts);
  }

  /** The host's accounts described by the capture. */
  ofHost(): Account[] {
    return [...(this.byContainer.get(HOST)?.values() ?? [])];
  }

  /** Accounts of containers, each with its container id. */
  *ofContainers(): Generator<readonly [containerId: string, Account], void, void> {
    for (const [containerId, accounts] of this.byContainer)
      if (containerId !== HOST) for (const account of accounts.values()) yield [containerId, account];
  }

  delete(containerId: string, id: number): void {
    const accounts = this.byContainer.get(containerId);
    const account = accounts?.get(id);
    if (accounts === undefined || account === undefined) return;
    this.budget.free(bytesOf(containerId, account));
    accounts.delete(id);
    if (accounts.size === 0) this.byContainer.delete(containerId);
  }
}

/** Heap bytes of an account; the container id is counted with each. */
function bytesOf(containerId: string, account: UserRecord | GroupRecord): number {
  const texts = 'uid' in account ? [account.name, account.home, account.shell] : [account.name];
  return accountBytes([...texts, containerId]);
}
