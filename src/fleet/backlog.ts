import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredItem } from './batch.js';
import { inOrder } from './item.js';

/** An item whose rows are not written yet. */
export interface WaitingItem extends StoredItem {
  readonly bytes: number;
  /** Since when it waits, in ms since the epoch. */
  readonly since: number;
}

/** When items are due, and how many are taken at a time. */
export interface BacklogRules {
  /** How long an item waits at most, in ms. */
  readonly age: number;
  /** Bytes that are due at once: about a million rows. */
  readonly dueBytes: number;
  /** Most bytes, and most items, that are taken at a time. */
  readonly mostBytes: number;
  readonly mostItems: number;
}

const MEGABYTE = 1 << 20;
/** A million rows have some 20 MB as gzip -1. */
export const BACKLOG_LIMITS = { dueBytes: 20 * MEGABYTE, mostBytes: 64 * MEGABYTE, mostItems: 2000 } as const;
/** How often it is looked whether items are due, in ms. */
const LOOK_MS = 250;

const byHost = (a: StoredItem, b: StoredItem): number =>
  compare(a.host, b.host) || compare(a.id.boot, b.id.boot) || inOrder(a.id, b.id);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The items whose rows are to be written, in the order in which they have come. */
export class Backlog {
  private readonly rules: BacklogRules;
  private readonly items = new Set<WaitingItem>();
  private bytes = 0;

  constructor(rules: BacklogRules) {
    this.rules = rules;
  }

  get all(): readonly WaitingItem[] {
    return [...this.items];
  }

  add(item: WaitingItem): void {
    this.items.add(item);
    this.bytes += item.bytes;
  }

  remove(items: readonly WaitingItem[]): void {
    for (const item of items) if (this.items.delete(item)) this.bytes -= item.bytes;
  }

  /** Resolves when items are due, or `signal` is aborted. */
  async due(signal: AbortSignal): Promise<void> {
    while (!(signal.aborted || this.isDue)) await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }

  private get isDue(): boolean {
    const [oldest] = this.items;
    if (oldest === undefined) return false;
    return this.bytes >= this.rules.dueBytes || Date.now() - oldest.since >= this.rules.age;
  }

  /** The items that are next, by host and in the order in which each host made them. They stay until they are removed. */
  next(): WaitingItem[] {
    const { mostBytes, mostItems } = this.rules;
    const chosen: WaitingItem[] = [];
    let bytes = 0;
    for (const item of this.items) {
      bytes += item.bytes;
      if (chosen.length > 0 && (bytes > mostBytes || chosen.length === mostItems)) break;
      chosen.push(item);
    }
    return chosen.sort(byHost);
  }
}
