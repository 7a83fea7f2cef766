import { setTimeout } from 'node:timers/promises';
import { SyssharkError } from '../errors.js';
import type { Checked } from '../filter/check.js';
import type { ContentRoom } from '../source/content-room.js';
import { DroppedError } from '../source/room-input.js';
import type { CaptureIndex } from './capture-index.js';
import type { Checkpoint } from './checkpoints.js';
import type { Demand } from './demand.js';
import { FoundRows } from './found-rows.js';
import { LikelyRows } from './likely-rows.js';
import type { Scan } from './scan.js';
import type { ScanPart } from './scan-part.js';
import { LostThreadError, type ScanThreads } from './scan-threads.js';

/** Parts that are searched or wait, for each thread. */
const PARTS_EACH = 2;
/** How often is asked whether the index has grown, in ms. */
const POLL_MS = 20;
/** How long there is nothing to search until the rest of what comes as things happen is read by this thread, event by event. */
const CAUGHT_UP_MS = 500;
/** A capture of which all is dropped before a part is searched is searched no further. */
const MOST_TRIES = 5;

/** What is searched, and where what is found goes. */
interface PartedScanParts {
  readonly index: CaptureIndex;
  /** Opens the content. */
  readonly path: string;
  /** If its oldest part can be dropped. Then it comes as things happen. */
  readonly room: ContentRoom | null;
  /** A filter, and its text. */
  readonly checked: Checked;
  readonly text: string;
  readonly threads: ScanThreads;
  /** Begins a scan in this thread, for which the rows are that were found before, at a checkpoint or (null) the beginning. */
  readonly startWhole: (rows: FoundRows, from: Checkpoint | null) => Scan;
  /** Gets the rows that are accepted, in order. */
  readonly add: (row: number) => void;
  readonly demand: Demand;
}

/** Where a search goes on: a row, and what it can be reached from; null for the beginning. */
interface Reached {
  readonly row: number;
  readonly from: Checkpoint | null;
}

/** A part that is searched. What it finds waits until all before it is found. */
interface Part {
  /** Its first row, and the offset in the content of that event. */
  readonly row: number;
  readonly begin: number;
  readonly done: Promise<void>;
  stop(): void;
  /** Passes on what it has found, and will find. */
  pass(find: (nums: Float64Array) => void): void;
}

/** Reads a capture again from its checkpoints on, a part in each thread, for the events that a filter accepts. */
export class PartedScan implements Scan {
  private isOver = false;
  private ownProblem: string | null = null;
  /** Goes on if a thread fails. */
  private whole: Scan | null = null;
  private readonly parts: PartedScanParts;
  private readonly rows: FoundRows;
  private readonly likely: LikelyRows;
  private readonly running: Part[] = [];
  private isStopped = false;
  /** The first row that is in no part yet; null: all are in parts. */
  private next: Reached | null;
  /** How often it has begun again since a part was searched. */
  private tries = 0;

  /** Begins to read. */
  constructor(parts: PartedScanParts) {
    const { index, checked, add } = parts;
    this.parts = parts;
    this.rows = new FoundRows(index.kept, add);
    this.likely = new LikelyRows(index.kept, checked);
    this.next = this.begin;
    void this.run();
  }

  get isDone(): boolean {
    return this.whole?.isDone ?? this.isOver;
  }

  get problem(): string | null {
    return this.whole?.problem ?? this.ownProblem;
  }

  get reached(): number {
    const first = this.running[0]?.row ?? this.next?.row ?? this.parts.index.kept.count;
    return this.whole?.reached ?? first;
  }

  /** Where the capture begins by now. */
  private get begin(): Reached {
    const { kept, checkpoints } = this.parts.index;
    return { row: kept.first, from: checkpoints.begin };
  }

  private async run(): Promise<void> {
    try {
      await this.searchAll();
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      this.fail(error);
    } finally {
      this.stopParts();
      this.isOver = true;
    }
  }

  private fail(error: SyssharkError): void {
    if (this.isStopped) return;
    if (error instanceof LostThreadError) this.whole = this.parts.startWhole(this.rows, null);
    else this.ownProblem = error.message;
  }

  private async searchAll(): Promise<void> {
    const { demand, room } = this.parts;
    let waited = 0;
    while (!this.isStopped) {
      if (!demand.isOver) this.startParts();
      const [first] = this.running;
      if (first !== undefined) {
        await this.search(first);
        waited = 0;
        continue;
      }
      if (this.next === null) return;
      if (demand.isOver) {
        await this.rest(this.next);
        waited = 0;
        continue;
      }
      if (room !== null && waited >= CAUGHT_UP_MS) {
        this.whole = this.parts.startWhole(this.rows, this.next.from);
        return;
      }
      await setTimeout(POLL_MS);
      waited += POLL_MS;
    }
  }

  /** Waits until somebody wants to know more; what was dropped meanwhile is left out. */
  private async rest({ row }: Reached): Promise<void> {
    await this.parts.demand.next();
    this.tries = 0;
    if (row < this.begin.row) this.next = this.begin;
  }

  /** Takes what the first part finds, until it is searched. */
  private async search(first: Part): Promise<void> {
    first.pass((nums) => this.find(first, nums));
    try {
      await first.done;
    } catch (error) {
      if (error instanceof LostThreadError || !this.isDropped(first)) throw error;
    }
    if (this.isDropped(first)) {
      this.beginAgain();
      return;
    }
    this.running.shift();
    this.tries = 0;
  }

  /** Whether events of a part were dropped: what it has found since may be wrong. */
  private isDropped({ begin }: Part): boolean {
    return (this.parts.room?.dropped ?? 0) > begin;
  }

  /** Begins again where the capture begins by now; what was found stays. Throws DroppedError if that does not help. */
  private beginAgain(): void {
    this.stopParts();
    if (++this.tries === MOST_TRIES) throw new DroppedError();
    this.next = this.begin;
  }

  private find(part: Part, nums: Float64Array): void {
    if (!this.isStopped && !this.isDropped(part))
      for (let i = 0; i < nums.length; i++) this.rows.find(nums[i] as number);
  }

  private startParts(): void {
    const { threads, path, text, demand } = this.parts;
    while (this.running.length < PARTS_EACH * threads.limits.threads) {
      const range = this.nextRange();
      if (range === null) return;
      const { from, until } = range;
      const begin = from === null ? null : { state: from.state, offset: from.offset };
      const part = started(threads, { filter: text, path, begin, end: until?.offset ?? null }, demand);
      this.running.push({ ...part, row: from?.row ?? this.begin.row });
    }
  }

  /** From where to where the next part reaches that may have rows; null if there is none by now. */
  private nextRange(): { readonly from: Checkpoint | null; readonly until: Checkpoint | null } | null {
    const { next } = this;
    const { threads, index } = this.parts;
    if (next === null) return null;
    this.likely.update();
    const row = this.likely.next(next.row);
    if (row < 0) {
      if (index.isComplete) this.next = null;
      return null;
    }
    const from = laterOf(next.from, index.checkpoints.before(row));
    const until = index.checkpoints.behind(from?.row ?? 0, threads.limits.rows);
    if (until === null && !index.isComplete) return null;
    this.next = until === null ? null : { row: until.row, from: until };
    return { from, until };
  }

  update(): void {
    this.rows.update();
    this.parts.demand.ask();
  }

  stop(): void {
    this.isStopped = true;
    this.stopParts();
    this.whole?.stop();
    this.parts.demand.ask();
  }

  private stopParts(): void {
    for (const part of this.running.splice(0)) part.stop();
  }
}

const laterOf = (a: Checkpoint | null, b: Checkpoint | null): Checkpoint | null =>
  (b?.row ?? 0) > (a?.row ?? 0) ? b : a;

/** Begins to search a part. */
function started(threads: ScanThreads, part: ScanPart, demand: Demand): Omit<Part, 'row'> {
  const found: Float64Array[] = [];
  let take = (nums: Float64Array): void => {
    found.push(nums);
  };
  const begin = part.begin?.offset ?? 0;
  const { done, stop } = threads.scan(part, (nums) => take(nums), demand);
  const pass: Part['pass'] = (find) => {
    take = find;
    for (const nums of found.splice(0)) find(nums);
  };
  return { begin, done, stop, pass };
}
