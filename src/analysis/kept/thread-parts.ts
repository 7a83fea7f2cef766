// HOT: once per event that starts a subject, or is decoded. No allocation, bigint, try, spread or iterator here.
import type { FieldContext } from '../../fields/field-context.js';
import { readsOf } from '../../fields/of-subject.js';
import { bindUse, type FieldUse } from '../../filter/operand.js';
import type { Evt } from '../../state/evt.js';
import { readsOfAll, THREADS_READ } from '../../state/subject-reads.js';
import type { Thread } from '../../state/thread.js';
import type { IntColumn } from './int-column.js';
import { PartTable } from './part-table.js';

const NONE = -1;
const BITS = 12;
/** Threads that are remembered, by the low bits of their tids. */
const LATEST = 256;

/**
 * What events have of their threads: tid, incarnation of thread and program, and the values of fields that read threads. They are read
 * once for as long as no change is counted that may be of the thread (ThreadTable.changes).
 */
export class ThreadParts {
  readonly table: PartTable;
  /** Whether the fields read other threads as well. */
  private readonly readsAny: boolean;
  private readonly tids: IntColumn;
  private readonly births: IntColumn;
  private readonly execs: IntColumn;
  /** By the low bits of a tid: the part of the thread that came last, and how many changes there had been. */
  private readonly ids = new Int32Array(LATEST).fill(NONE);
  private readonly changes = new Float64Array(LATEST);

  /** `fields`: those of SUBJECT_PART.THREAD. */
  constructor(fields: readonly FieldUse[], context: FieldContext) {
    const extracts = fields.map((use) => bindUse(use, context));
    this.table = new PartTable(3, extracts, BITS);
    this.readsAny = readsOfAll(fields.map(({ def }) => readsOf(def))).threads === THREADS_READ.ANY;
    // the low words of when the thread was created and its program began tell incarnations apart
    [this.tids, this.births, this.execs] = this.table.keys as [IntColumn, IntColumn, IntColumn];
  }

  /** The number of an event's part. */
  find(evt: Evt): number {
    const { thread } = evt;
    if (thread === null) return this.table.find(evt, NONE, 0, 0);
    const { tid, cloneTsLo, execTsLo } = thread;
    if (evt.view.tid !== tid) return this.table.find(evt, tid, cloneTsLo | 0, execTsLo | 0);
    const changes = this.changesOf(evt, tid);
    const slot = tid & (LATEST - 1);
    if (this.changes[slot] === changes && this.isOf(this.ids[slot] as number, thread)) return this.ids[slot] as number;
    this.changes[slot] = changes;
    const id = this.table.find(evt, tid, cloneTsLo | 0, execTsLo | 0);
    this.ids[slot] = id;
    return id;
  }

  private changesOf({ state: { table, memory } }: Evt, tid: number): number {
    return this.readsAny ? table.changes : table.wideChanges + memory.near.ofThread(tid);
  }

  private isOf(id: number, { tid, cloneTsLo, execTsLo }: Thread): boolean {
    if (id === NONE || this.tids.at(id) !== tid) return false;
    return this.births.at(id) === (cloneTsLo | 0) && this.execs.at(id) === (execTsLo | 0);
  }

  /** Thread of a part; -1 for none. */
  tidOf(id: number): number {
    return this.tids.at(id);
  }
}
