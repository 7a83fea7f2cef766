// HOT: once per event that starts a batch or a subject. No allocation, bigint, try, spread or iterator here.
import type { Batch } from '../bytes/batch.js';
import { SUBJECT, SUBJECTS } from '../schema/prefilter.js';
import { looksOnly, THREAD_RULES } from './binding.js';
import type { ColumnTaker } from './event-columns.js';
import { Evt } from './evt.js';
import { isIpSocket } from './fd-name.js';
import type { PrefilterColumns } from './prefilter-columns.js';
import type { SystemState } from './system-state.js';
import type { Thread } from './thread.js';

/** What columns are made for. */
interface ColumnMakerParts {
  readonly taker: ColumnTaker;
  readonly notesUse: boolean;
}

/** Passes the columns that the prefilter makes to their taker, and asks it about subjects. */
export class ColumnMaker {
  private readonly state: SystemState;
  private readonly columns: PrefilterColumns;
  private readonly taker: ColumnTaker;
  private readonly evt: Evt;
  private readonly notesUse: boolean;

  /** `notesUse`: as in FilterSummary. */
  constructor(state: SystemState, columns: PrefilterColumns, { taker, notesUse }: ColumnMakerParts) {
    this.state = state;
    this.columns = columns;
    this.taker = taker;
    this.notesUse = notesUse;
    this.evt = new Evt(state);
  }

  /** Whether the prefilter has stopped for columns: a subject is to be judged, or the rows must be delivered. */
  get isWanted(): boolean {
    return this.isFull || this.isAsking;
  }

  /** Whether the rows must be delivered before more of them are made. */
  get isFull(): boolean {
    return this.columns.isFull;
  }

  /** Whether a subject is to be judged. */
  get isAsking(): boolean {
    return this.columns.wantedSubject !== SUBJECTS;
  }

  /** Passes on the rows that there are. */
  deliver(batch: Batch): void {
    const { state } = this;
    this.columns.deliver(batch, state.count + 1 - state.countBefore, this.taker);
  }

  /** Sets what is done with events of the subject that is asked about: SUBJECT. */
  answer(verdict: number): void {
    this.columns.verdicts[this.columns.wantedSubject] = verdict;
  }

  /** What the taker does with events of the subject that is asked about; the event at `at`, of a thread, is the first one. */
  judge(batch: Batch, at: number, thread: Thread): number {
    const { evt } = this;
    const { wantedSubject, wantedFd } = this.columns;
    const { lastFd, latency } = thread;
    evt.view.read(batch, at);
    evt.thread = thread;
    const fd = looksOnly(THREAD_RULES[evt.view.type] as number) ? null : thread.findFd(wantedFd);
    // what goes through it will show that it is connected
    if (this.notesUse && fd !== null && isIpSocket(fd) && !fd.isConnected) return SUBJECT.ENDS;
    evt.fd = fd;
    // as once the event has begun
    thread.lastFd = wantedFd;
    thread.latency = 0;
    const verdict = this.taker.assign(wantedSubject, evt);
    thread.lastFd = lastFd;
    thread.latency = latency;
    return verdict;
  }
}
