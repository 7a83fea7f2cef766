import type { TimeKind, TimeShare } from '../../output/requests/request.js';

/** Time spent in one way: up to the last commit, and after it. */
interface Account {
  readonly kind: TimeKind;
  readonly name: string;
  ns: number;
  pending: number;
}

/** Most accounts with names; beyond that, times are added to one without a name. */
const MAX_ACCOUNTS = 32;

/**
 * How the time of a request is spent. It is in one account at each moment, so the sum of all is its duration. What comes after the
 * last bytes of an answer does not belong to the request, but which bytes are the last is known only later: time is pending until
 * it is committed.
 */
export class Ledger {
  /** Since when time has been going to the current account, in ns. */
  since: number;
  private current: Account;
  private readonly accounts = new Map<string, Account>();

  constructor(start: number) {
    this.since = start;
    this.current = this.find('unknown', '');
  }

  /** Whether time goes to an account of this kind. */
  is(kind: TimeKind): boolean {
    return this.current.kind === kind;
  }

  /** Adds the time up to `time` to the current account; from now on it goes to this one. */
  switchTo(kind: TimeKind, name: string, time: number): void {
    this.advance(time);
    this.current = this.find(kind, name);
  }

  /** Adds the time up to `time` to the current account. */
  advance(time: number): void {
    this.current.pending += Math.max(0, time - this.since);
    this.since = Math.max(this.since, time);
  }

  /** Adds up to `ns` of the time up to `time` to another account, the rest to the current one. */
  divert(kind: TimeKind, ns: number, time: number): void {
    const part = Math.max(0, Math.min(ns, time - this.since));
    this.find(kind, '').pending += part;
    this.since += part;
    this.advance(time);
  }

  /** What was added belongs to the request. */
  commit(): void {
    for (const account of this.accounts.values()) {
      account.ns += account.pending;
      account.pending = 0;
    }
  }

  /** Committed time of a kind for a name. */
  of(kind: TimeKind, name: string): number {
    return this.accounts.get(`${kind} ${name}`)?.ns ?? 0;
  }

  /** Committed times, longest first. */
  get shares(): readonly TimeShare[] {
    return [...this.accounts.values()]
      .filter(({ ns }) => ns > 0)
      .map(({ kind, name, ns }) => ({ kind, name, ns }))
      .sort((a, b) => b.ns - a.ns);
  }

  private find(kind: TimeKind, name: string): Account {
    const key = `${kind} ${name}`;
    const known = this.accounts.get(key);
    if (known !== undefined) return known;
    if (name !== '' && this.accounts.size >= MAX_ACCOUNTS) return this.find(kind, '');
    const account = { kind, name, ns: 0, pending: 0 };
    this.accounts.set(key, account);
    return account;
  }
}
