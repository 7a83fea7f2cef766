// HOT: once per counted event. No allocation but for new keys and subjects, no bigint, try, spread or iterator here.
import { difference64, WIDE_ZERO } from '../bytes/int64.js';
import { latency } from '../fields/evt-time.js';
import { type Key, type KeyOf, KeyTree, MOST_KEYS } from '../fields/key-tree.js';
import { timeValue } from '../fields/time-value.js';
import { SUBJECTS } from '../schema/prefilter.js';
import type { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import { READS_ALL } from '../state/subject-reads.js';
import type { ColumnRun } from './chisel.js';
import { isRead, movedBytes, movesBytes } from './moved-bytes.js';

/** Calls that moved bytes one way. */
export interface Moved {
  calls: number;
  bytes: number;
}

const nothing = (): Moved => ({ calls: 0, bytes: WIDE_ZERO });

/** What calls with the same keys moved. */
export class Transfers<About> {
  /** None for the group of all keys beyond the limit. */
  readonly keys: readonly Key[];
  /** What was noted of the first event; null for the group of all keys beyond the limit. */
  about: About | null = null;
  readonly read = nothing();
  readonly written = nothing();
  /** How long the calls took, in ns. */
  time = WIDE_ZERO;
  private firstHi = 0;
  private firstLo = WIDE_ZERO;
  private lastHi = 0;
  private lastLo = WIDE_ZERO;

  constructor(keys: readonly Key[]) {
    this.keys = keys;
  }

  /** Adds a call that moved bytes. */
  add(isRead: boolean, bytes: number, ns: number): void {
    const moved = isRead ? this.read : this.written;
    moved.calls++;
    moved.bytes += bytes;
    this.time += ns;
  }

  /** Notes when that was. */
  at(tsHi: number, tsLo: number): void {
    if (this.firstHi === 0) {
      this.firstHi = tsHi;
      this.firstLo = tsLo;
    }
    this.lastHi = tsHi;
    this.lastLo = tsLo;
  }

  /** Whether anything was moved. */
  get isUsed(): boolean {
    return this.firstHi !== 0;
  }

  get bytes(): number {
    return this.read.bytes + this.written.bytes;
  }

  /** When the first call returned, in ns since the epoch. */
  get start(): bigint {
    return timeValue(this.firstHi, this.firstLo);
  }

  /** ns from the first to the last call. */
  get duration(): number {
    return difference64(this.lastHi, this.lastLo, this.firstHi, this.firstLo);
  }
}

/** Adds up what calls move, both ways, by keys. Calls that moved nothing do not count. */
export class TransferGroups<About> implements ColumnRun {
  readonly types: Uint8Array;
  readonly reads = READS_ALL;
  private readonly describe: (evt: Evt) => About;
  private readonly groups: KeyTree<Transfers<About>>;
  /** By subject: its keys, null if its events do not count; whether they read; and its group, null if that has to be found. */
  private readonly keys: (readonly Key[] | null)[] = new Array<null>(SUBJECTS).fill(null);
  private readonly abouts: (About | null)[] = new Array<null>(SUBJECTS).fill(null);
  private readonly isRead = new Uint8Array(SUBJECTS);
  private readonly found: (Transfers<About> | null)[] = new Array<null>(SUBJECTS).fill(null);

  /** `types`: those whose events have the same keys if they have the same subject. `describe` notes what a new group is about. */
  constructor(keys: readonly KeyOf[], types: Uint8Array, describe: (evt: Evt) => About) {
    this.types = types;
    this.describe = describe;
    this.groups = new KeyTree(keys, (values) => new Transfers<About>(values), MOST_KEYS);
  }

  /** Counts an event. */
  add(evt: Evt): void {
    const bytes = movedBytes(evt);
    if (bytes === 0) return;
    const group = this.groups.find(evt);
    if (group === null) return;
    if (!group.isUsed && group !== this.others) group.about = this.describe(evt);
    group.add(isRead(evt), bytes, latency(evt));
    group.at(evt.view.tsHi, evt.view.tsLo);
  }

  assign(subject: number, evt: Evt): void {
    const keys = movesBytes(evt) ? this.groups.keysOf(evt) : null;
    this.keys[subject] = keys;
    this.abouts[subject] = keys === null ? null : this.describe(evt);
    this.isRead[subject] = isRead(evt) ? 1 : 0;
    this.found[subject] = null;
  }

  take(columns: EventColumns): void {
    const { count, subjects, results, latencies } = columns;
    for (let row = 0; row < count; row++) {
      const bytes = results[row] as number;
      if (!(bytes > 0)) continue;
      const subject = subjects[row] as number;
      const group = this.found[subject] ?? this.find(subject);
      if (group === null) continue;
      group.add(this.isRead[subject] === 1, bytes, latencies[row] as number);
      group.at(columns.tsHi(row), columns.tsLo(row));
    }
  }

  private find(subject: number): Transfers<About> | null {
    const keys = this.keys[subject] as readonly Key[] | null;
    if (keys === null) return null;
    const group = this.groups.of(keys);
    if (!group.isUsed && group !== this.others) group.about = this.abouts[subject] as About;
    this.found[subject] = group;
    return group;
  }

  /** The groups, in the order of their first events. */
  get all(): readonly Transfers<About>[] {
    return this.groups.values;
  }

  /** Everything beyond the limit; null if there is nothing. */
  get others(): Transfers<About> | null {
    return this.groups.others;
  }

  /** Starts over. */
  clear(): void {
    this.groups.clear();
    this.found.fill(null);
  }
}
