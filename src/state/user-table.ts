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
    const accounts = this.byContainer.get(containerId) ?? new Map<number, Account>();
    accounts.set(id, account);
    this.byContainer.set(containerId, accounts);
  }

  delete(containerId: string, id: number): void {
    this.byContainer.get(containerId)?.delete(id);
  }
}
