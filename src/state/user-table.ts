import type { GroupRecord, UserRecord } from '../scap/header.js';

const UNKNOWN = '<NA>';
const HOST = '';
/** What is known of user and group 0 where nobody told. */
export const ROOT_USER: UserRecord = { uid: 0, gid: 0, name: 'root', home: '/root', shell: UNKNOWN };
export const ROOT_GROUP: GroupRecord = { gid: 0, name: 'root' };

/** Users or groups of the host (container id '') and of containers, by number. */
export class AccountTable<Account extends UserRecord | GroupRecord> {
  private readonly byContainer = new Map<string, Map<number, Account>>();

  private readonly root: Account;

  /** `root` is number 0 of the host where nobody told another one. */
  constructor(root: Account) {
    this.root = root;
  }

  clear(): void {
    this.byContainer.clear();
  }

  find(containerId: string, id: number): Account | undefined {
    return this.byContainer.get(containerId)?.get(id) ?? (id === 0 && containerId === HOST ? this.root : undefined);
  }

  set(containerId: string, id: number, account: Account): void {
    const accounts = this.byContainer.get(containerId) ?? new Map<number, Account>();
    accounts.set(id, account);
    this.byContainer.set(containerId, accounts);
  }

  /** Those of the host that were told. */
  ofHost(): Account[] {
    return [...(this.byContainer.get(HOST)?.values() ?? [])];
  }

  /** Those of containers, each with the id of its container. */
  *ofContainers(): Generator<readonly [containerId: string, Account], void, void> {
    for (const [containerId, accounts] of this.byContainer)
      if (containerId !== HOST) for (const account of accounts.values()) yield [containerId, account];
  }

  delete(containerId: string, id: number): void {
    this.byContainer.get(containerId)?.delete(id);
  }
}
