// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import { WIDE_ZERO } from '../bytes/int64.js';
import { eventName } from '../fields/event-name.js';
import { isFailed } from '../fields/result.js';
import { EC, isExitType } from '../schema/event.js';
import { SUBJECTS } from '../schema/prefilter.js';
import { COLUMN_TYPES } from '../state/column-types.js';
import type { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import { READS_NOTHING } from '../state/subject-reads.js';
import type { ColumnConsumer, EventConsumer } from './event-consumer.js';

/** What is counted for one kind of call. */
export interface CallCount {
  readonly name: string;
  /** Events: calls that ended, and events that are no calls. */
  calls: number;
  errors: number;
  /** Time between enter and exit, in ns. */
  time: number;
}

const isCall = ({ view }: Evt): boolean => ((view.def?.category ?? 0) & EC.SYSCALL) !== 0;
/** Exits of system calls, and events that are no system calls. */
const isCounted = (evt: Evt): boolean => !isCall(evt) || isExitType(evt.view.type);

/** Counts calls by name (-S). */
export class CallSummary implements EventConsumer {
  private readonly counts = new Map<string, CallCount>();
  /** Counts by columns. */
  readonly columns: ColumnConsumer = {
    types: COLUMN_TYPES,
    reads: READS_NOTHING,
    assign: (subject, evt) => {
      this.countOf[subject] = isCounted(evt) ? this.find(eventName(evt)) : null;
    },
    take: (columns) => this.addColumns(columns),
  };
  /** By subject: where its rows count; null if they do not. */
  private readonly countOf: (CallCount | null)[] = new Array<null>(SUBJECTS).fill(null);

  /** Counts the event: exits of system calls, and events that are no system calls. */
  event(evt: Evt): boolean {
    if (!isCounted(evt)) return true;
    const count = this.find(eventName(evt));
    count.calls++;
    if (isFailed(evt)) count.errors++;
    if (isCall(evt)) count.time += evt.thread?.latency ?? 0;
    return true;
  }

  /** Latency and result are 0 and none in rows that are no calls. */
  private addColumns({ count, subjects, results, latencies }: EventColumns): void {
    for (let row = 0; row < count; row++) {
      const counted = this.countOf[subjects[row] as number] as CallCount | null;
      if (counted === null) continue;
      counted.calls++;
      if ((results[row] as number) < 0) counted.errors++;
      counted.time += latencies[row] as number;
    }
  }

  /** All counts, most calls first. */
  // COLD: once per run
  rows(): CallCount[] {
    return [...this.counts.values()].sort((a, b) => b.calls - a.calls || (a.name < b.name ? -1 : 1));
  }

  private find(name: string): CallCount {
    let count = this.counts.get(name);
    if (count === undefined) {
      count = { name, calls: 0, errors: 0, time: WIDE_ZERO };
      this.counts.set(name, count);
    }
    return count;
  }
}
