import { HEAP_BYTES } from '../bytes/heap-sizes.js';
import type { KeptText, MemoryBudget } from '../bytes/memory-budget.js';
import type { FdRecord, GroupRecord, InterfaceRecord, ThreadRecord, UserRecord } from './header.js';

/** Heap bytes of a user or a group, with its texts. */
export function accountBytes(texts: readonly string[]): number {
  let bytes: number = HEAP_BYTES.ACCOUNT;
  for (const text of texts) bytes += HEAP_BYTES.STRING + text.length;
  return bytes;
}

/** Texts of a thread's record. */
export const THREAD_TEXTS = ['comm', 'exe', 'exepath', 'args', 'cwd', 'env', 'cgroups', 'root'] as const;
/** Number of entries of descriptor lists that are remembered to share equal ones. */
const MAX_SHARED = 1 << 14;

type Writable<Item> = { -readonly [Member in keyof Item]: Item[Member] };

/**
 * The memory of a capture's header until it has been imported into state: for its records, and for what state makes of them,
 * which is reserved so that it fits, too. Records that do not fit are left out.
 */
export class HeaderRoom {
  private readonly budget: MemoryBudget;
  /** Bytes of the records, and reserved bytes. */
  private own = 0;
  private aside = 0;
  private readonly texts: KeptText[] = [];
  private holders = 1;
  /** Descriptors by their entries in a list: children often have the same ones as their parents. */
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

  /** The text to keep; null if it does not fit. */
  private keep(text: string): string | null {
    if (text === '') return text;
    const kept = this.budget.keep(text);
    if (kept === null) return null;
    this.texts.push(kept);
    return kept.text;
  }

  /**
   * Whether a thread fits; its texts may be replaced by equal ones. The record is not counted: it takes a third of what is
   * reserved, there are at most MAX_RECORDS, and they are freed as soon as state has imported them.
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

  /** The descriptor of an entry of a list, shared by equal entries; null if it does not fit. '' equals no other entry. */
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

  /** Frees the reserved bytes: state now takes its own. */
  open(): void {
    this.budget.free(this.aside);
    this.aside = 0;
    this.sharedFds.clear();
  }

  /** Adds a holder of the records. */
  hold(): void {
    this.holders++;
  }

  /** Removes a holder of the records; the last one frees them. */
  release(): void {
    if (--this.holders > 0) return;
    this.open();
    this.budget.free(this.own);
    this.own = 0;
    for (const text of this.texts) this.budget.drop(text);
    this.texts.length = 0;
  }
}
