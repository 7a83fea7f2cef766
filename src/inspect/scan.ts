import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { ContentMemory } from '../source/content-memory.js';
import type { EventSource } from '../source/source.js';
import type { Evt } from '../state/evt.js';
import { readAgain } from './read-again.js';

/** What a scan reads, and where what it finds goes. */
export interface ScanParts {
  readonly kept: KeptColumns;
  readonly filter: Filter;
  /** Opens the capture at its beginning, into this memory. Throws SyssharkError IO. */
  readonly open: (memory: ContentMemory) => EventSource;
  /** Gets the rows that are accepted, in order. */
  readonly add: (row: number) => void;
}

/** Reads a capture again for the events that a filter accepts, beside the index, which may still grow. */
export class Scan {
  isDone = false;
  /** Why it ended before its end; null for nothing. */
  problem: string | null = null;
  private readonly parts: ScanParts;
  private readonly end = new End(0);
  /** Numbers of accepted events that the index does not have yet. */
  private ahead: number[] = [];
  /** The row that was found last. */
  private row = 0;

  /** Begins to read. */
  constructor(parts: ScanParts) {
    this.parts = parts;
    void this.run();
  }

  private async run(): Promise<void> {
    const { filter, open } = this.parts;
    const skipContext = makeSkipContext(filter, false);
    try {
      const consumer = {
        event: ({ num }: Evt): boolean => {
          this.find(num);
          return true;
        },
        batchEnd: () => this.update(),
      };
      const source = open(skipContext.prefilter);
      const session = new Session(sessionParts({ source, end: this.end, filter, skipContext, consumers: [consumer] }));
      await readAgain(session);
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      this.problem = error.message;
    } finally {
      this.isDone = true;
    }
  }

  private find(num: number): void {
    if (this.ahead.length > 0 || !this.isKnown(num)) this.ahead.push(num);
    else this.addRow(num);
  }

  private isKnown(num: number): boolean {
    const { kept } = this.parts;
    return kept.count > 0 && kept.num(kept.count - 1) >= num;
  }

  private addRow(num: number): void {
    const { kept, add } = this.parts;
    while (kept.num(this.row) < num) this.row++;
    add(this.row);
  }

  /** Adds the rows that the index has by now. */
  update(): void {
    let known = 0;
    while (known < this.ahead.length && this.isKnown(this.ahead[known] as number))
      this.addRow(this.ahead[known++] as number);
    if (known > 0) this.ahead = this.ahead.slice(known);
  }

  /** Ends it. Idempotent. */
  stop(): void {
    this.end.request();
  }
}
