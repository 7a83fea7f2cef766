import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { MemoryBudget } from '../bytes/memory-budget.js';
import type { FdRecord, GroupRecord, InterfaceRecord, ThreadRecord, UserRecord } from './header.js';

/** What a user or a group takes with its texts. */
export function accountBytes(texts: readonly string[]): number {
  let bytes: number = HEAP_BYTES.ACCOUNT;
  for (const text of texts) bytes += HEAP_BYTES.STRING + text.length;
  return bytes;
}

/** Texts of a thread's record. */
export const THREAD_TEXTS = ['comm', 'exe', 'exepath', 'args', 'cwd', 'env', 'cgroups', 'root'] as const;
/** Entries of descriptor lists among which equal ones are found. */
const MAX_SHARED = 1 << 14;

type Writable<Item> = { -readonly [Member in keyof Item]: Item[Member] };

/**
 * The room that a capture's header takes while it is read and until it was taken over into state: for its records, and for what state
 * makes of them, which is set aside so that it fits, too. Records for which there is no room are left out.
 */
export class HeaderRoom {
  private readonly budget: MemoryBudget;
  /** Bytes of the records, and those that are set aside. */
  private own = 0;
  private aside = 0;
  private readonly texts: string[] = [];
  private holders = 1;
  /** Descriptors by their entries in a list: children have those of their parents. */
  private readonly sharedFds = new Map<string, FdRecord>();

  constructor(budget: MemoryBudget) {
    this.budget = budget;
  }

  private take(own: number, aside: number): boolean {
    if (!this.budget.take(own + aside)) return false;
    this.own += own;
    this.aside += aside;
    return true;
  }

  /** The text to keep; null where there is no room. */
  private keep(text: string): string | null {
    if (text === '') return text;
    const kept = this.budget.keep(text);
    if (kept !== null) this.texts.push(kept);
    return kept;
  }

  /**
   * Whether there is room for a thread; its texts may be replaced by equal ones. The record is not counted: it takes a third of what is
   * set aside, there are no more than MAX_RECORDS, and they go as soon as state has taken them over.
   */
  readonly hasThread = (record: ThreadRecord): boolean => {
    if (!this.take(0, HEAP_BYTES.THREAD)) return false;
    for (const name of THREAD_TEXTS) {
      const kept = this.keep(record[name]);
      if (kept === null) return false;
      record[name] = kept;
    }
    return true;
  };

  readonly hasInterface = ({ name }: InterfaceRecord): boolean =>
    this.take(HEAP_BYTES.INTERFACE, HEAP_BYTES.PLACE) && this.keep(name) !== null;

  readonly hasUser = ({ name, home, shell }: UserRecord): boolean => this.hasAccount([name, home, shell]);

  readonly hasGroup = ({ name }: GroupRecord): boolean => this.hasAccount([name]);

  private hasAccount(texts: readonly string[]): boolean {
    const bytes = accountBytes(texts);
    return this.take(bytes, bytes);
  }

  /** The descriptor that an entry of a list tells of, one for equal entries; null where there is no room. '' is equal to none. */
  readonly findFd = (entry: string, read: () => FdRecord): FdRecord | null => {
    const known = this.sharedFds.get(entry);
    if (known !== undefined) return this.take(HEAP_BYTES.PLACE, HEAP_BYTES.FD) ? known : null;
    const record: Writable<FdRecord> = read();
    const name = this.keep(record.name);
    if (name === null || !this.take(HEAP_BYTES.FD_RECORD + HEAP_BYTES.PLACE, HEAP_BYTES.FD)) return null;
    record.name = name;
    if (entry === '') return record;
    if (this.sharedFds.size >= MAX_SHARED) this.sharedFds.clear();
    this.sharedFds.set(entry, record);
    return record;
  };

  /** Gives back what was set aside: state takes its own now. */
  open(): void {
    this.budget.free(this.aside);
    this.aside = 0;
    this.sharedFds.clear();
  }

  /** Somebody else keeps the records. */
  hold(): void {
    this.holders++;
  }

  /** To be called by everybody who keeps the records when they do so no more. */
  release(): void {
    if (--this.holders > 0) return;
    this.open();
    this.budget.free(this.own);
    this.own = 0;
    for (const text of this.texts) this.budget.drop(text);
    this.texts.length = 0;
  }
}
