import type { GroupRecord, UserRecord } from '../scap/header.js';

/** Users or groups of the host (container id '') and of containers, by number. */
export class AccountTable<Account extends UserRecord | GroupRecord> {
  private readonly byContainer = new Map<string, Map<number, Account>>();

  clear(): void {
    this.byContainer.clear();
  }

  find(containerId: string, id: number): Account | undefined {
    return this.byContainer.get(containerId)?.get(id);
  }

  set(containerId: string, id: number, account: Account): void {
    let accounts = this.byContainer.get(containerId);
    if (accounts === undefined) this.byContainer.set(containerId, (accounts = new Map()));
    accounts.set(id, account);
  }

  delete(containerId: string, id: number): void {
    this.byContainer.get(containerId)?.delete(id);
  }
}
