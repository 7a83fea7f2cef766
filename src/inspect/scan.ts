import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { End } from '../run/end.js';
import type { ContentMemory } from '../source/content-memory.js';
import type { EventSource } from '../source/source.js';
import type { SystemState } from '../state/system-state.js';
import type { Demand } from './demand.js';
import { FoundRows } from './found-rows.js';
import { scanEvents } from './scan-events.js';
import { unlessDropped } from './unless-dropped.js';

/** A search that reads events again. While nobody asks what it has found, it rests. */
export interface Scan {
  readonly isDone: boolean;
  /** Why it ended before its end; null for nothing. */
  readonly problem: string | null;
  /** The first row that is not searched yet. */
  readonly reached: number;
  /** Adds what it has found and the index has by now, for somebody who wants to know. */
  update(): void;
  /** Ends it. Idempotent. */
  stop(): void;
}

/** What a scan reads, and where what it finds goes. */
export interface ScanParts {
  readonly kept: KeptColumns;
  readonly filter: Filter;
  /** Opens the content where the scan begins, into this memory. `state`: that of the scan. Throws SyssharkError IO. */
  readonly open: (memory: ContentMemory, state: () => SystemState) => EventSource;
  /** Gets the rows that are accepted, in order. */
  readonly add: (row: number) => void;
  readonly demand: Demand;
}

/** Reads a capture again, to its end, for the events that a filter accepts, beside the index, which may still grow. */
export class WholeScan implements Scan {
  isDone = false;
  problem: string | null = null;
  private readonly parts: ScanParts;
  private readonly end = new End(0);
  private readonly rows: FoundRows;
  /** Whether it has rested, or found all there was, since it began at the beginning: then it is not too slow if that is dropped. */
  private isExcused = false;

  /** Begins to read. `rows`: those that were found before, by another scan. */
  constructor(parts: ScanParts, rows = new FoundRows(parts.kept, parts.add)) {
    this.parts = parts;
    this.rows = rows;
    void this.run();
  }

  private async run(): Promise<void> {
    const { demand } = this.parts;
    try {
      // what is dropped meanwhile makes another beginning; what was found before is not found again
      await unlessDropped(
        () => this.search(),
        () => !(this.isExcused || demand.isOver),
      );
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      this.problem = error.message;
    } finally {
      this.isDone = true;
    }
  }

  private async search(): Promise<void> {
    const { rows, end } = this;
    const { kept, filter, open } = this.parts;
    const find = (num: number): void => rows.find(num);
    const batchEnd = async (num: number): Promise<void> => {
      rows.pass(num);
      rows.update();
      if (rows.reached === kept.count) this.isExcused = true;
      await this.rest();
    };
    await this.rest();
    if (end.signal.aborted) return;
    this.isExcused = false;
    await scanEvents({ filter, open, end, find, batchEnd });
  }

  /** Waits until somebody wants to know more. */
  private async rest(): Promise<void> {
    const { demand } = this.parts;
    if (this.end.signal.aborted || !demand.isOver) return;
    await demand.next();
    this.isExcused = true;
  }

  get reached(): number {
    return this.rows.reached;
  }

  update(): void {
    this.rows.update();
    this.parts.demand.ask();
  }

  stop(): void {
    this.end.request();
    this.parts.demand.ask();
  }
}
