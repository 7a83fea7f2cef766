import { KeptColumns } from '../analysis/kept/kept-columns.js';
import { SubjectTable } from '../analysis/kept/subject-table.js';
import type { SubjectValues } from '../analysis/kept/subject-values.js';
import type { Batch } from '../bytes/batch.js';
import { MemoryBudget } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import { dataDirection } from '../fields/category.js';
import type { FieldContext } from '../fields/field-context.js';
import type { FieldUse } from '../filter/operand.js';
import { fieldAlone } from '../output/format.js';
import { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { MachineInfo } from '../scap/header.js';
import { EVENTS } from '../schema/events.js';
import type { ContentRoom } from '../source/content-room.js';
import type { RawContent } from '../source/raw-content.js';
import type { SystemState } from '../state/system-state.js';
import { BeginBlocks } from './begin-blocks.js';
import { CheckpointSource } from './checkpoint-source.js';
import { type CheckpointLimits, Checkpoints } from './checkpoints.js';
import { LossMarks } from './loss-marks.js';
import { firstRowWhere } from './row-edges.js';
import { CaptureSpan } from './row-times.js';

const PROCESS = 'proc.pid';
/** Fields that the index has of each subject, so that filters on them need not read the capture again. */
const OF_SUBJECTS = [
  'evt.type',
  'evt.dir',
  'evt.is_io',
  'evt.is_io_read',
  'evt.is_io_write',
  'thread.tid',
  PROCESS,
  'proc.name',
  'fd.num',
  'fd.name',
  'fd.type',
  'container.id',
];
const BUFFER_LENGTH = 'evt.buflen';
/** Fields that follow from the results and latencies of rows. */
const OF_ROWS = ['evt.rawres', 'evt.res', 'evt.failed', 'evt.latency', BUFFER_LENGTH];

/** Rows that are kept of content whose oldest part can be dropped. */
const MOST_ROWS = 20_000_000;
/** Shares of the room for content, and of MOST_ROWS: what is full, what is left then, and how far parts that are dropped reach. */
const FULL = 7 / 8;
const LEFT = 6 / 8;
const DROPPED_AT_ONCE = 1 / 16;

/** What is known of all events of a capture, and where reading can begin again. */
export class CaptureIndex {
  readonly kept: KeptColumns;
  readonly checkpoints: Checkpoints;
  /** Where events were lost. */
  readonly losses = new LossMarks();
  /** When its events happened. */
  readonly span: CaptureSpan;
  /** Whether all events are in it. */
  isComplete = false;
  /** Why reading ended, or what is damaged; null for nothing. */
  problem: string | null = null;
  /** Why there is nothing to look at: it is no capture, or cannot be read; null if there is something. */
  failure: SyssharkError | null = null;
  /** Why it could not be read to its end, other than by damage; null for nothing. */
  readError: SyssharkError | null = null;
  /** What is known of the machine by now; null before anything is read. */
  state: SystemState | null = null;
  private readonly limits: CheckpointLimits;
  private readonly end = new End(0);
  private readonly ofSubjects: ReadonlyMap<string, FieldUse>;
  private readonly pids: FieldUse;
  private readonly lengths: FieldUse;
  private readonly skipContext = makeSkipContext(null, false);

  constructor(context: FieldContext, limits: CheckpointLimits) {
    const useOf = (name: string): FieldUse => fieldAlone(name, context).use;
    this.limits = limits;
    this.checkpoints = new Checkpoints(limits);
    this.ofSubjects = new Map(OF_SUBJECTS.map((name) => [name, useOf(name)]));
    const dictionary = new SubjectTable([...this.ofSubjects.values()], OF_ROWS.map(useOf), context);
    this.kept = new KeptColumns(dictionary, this.skipContext.prefilter.packer);
    this.span = new CaptureSpan(this.kept);
    this.pids = useOf(PROCESS);
    this.lengths = useOf(BUFFER_LENGTH);
  }

  /** The machine that was captured; null if that is not known. */
  get machine(): MachineInfo | null {
    return this.state?.machine ?? null;
  }

  /** The values of a field by subject; null if the index has none of it. */
  valuesOf(field: string): SubjectValues | null {
    const use = this.ofSubjects.get(field);
    return use === undefined ? null : (this.kept.dictionary.valuesOf(use) ?? null);
  }

  /** The process of a subject; null for none. */
  pidOf(id: number): unknown {
    return this.kept.dictionary.valuesOf(this.pids)?.at(id) ?? null;
  }

  /** Whether the results of calls with a subject are bytes that they read or wrote. */
  movesBytes(id: number): boolean {
    const { dictionary } = this.kept;
    const isMove = dataDirection(EVENTS[dictionary.typeOf(id)]) !== null;
    return isMove && dictionary.appliesOf(this.lengths)?.at(id) === true;
  }

  /** Reads the capture; what is known can be used while it runs. What is wrong with the capture is in `problem`. */
  async read(content: RawContent): Promise<void> {
    const { checkpoints, limits, kept, skipContext } = this;
    const memory = new MemoryBudget();
    const { room } = content;
    const begins = room === null ? null : new BeginBlocks(memory, room.limit * DROPPED_AT_ONCE);
    if (room !== null) room.make = () => this.makeRoom(room);
    try {
      const file = content.read({ memory: skipContext.prefilter, budget: memory });
      const reached = () => ({ state: session.pipeline.state, rows: kept.count });
      const passed = (batch: Batch, start: number, end: number): void => {
        this.noteLosses(batch, start, end);
        room?.make();
      };
      const source = new CheckpointSource(file, { checkpoints, limits, reached, begins, passed });
      const parts = { source, end: this.end, skipContext, memory, consumers: [kept] };
      const session: Session = new Session(sessionParts(parts));
      for await (const { state } of session.steps()) this.state = state;
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      this.problem = error.message;
      if (error.code === 'DAMAGED') return;
      this.readError = error;
      if (kept.count === 0) this.failure = error;
    } finally {
      this.isComplete = true;
      content.growth?.end();
    }
  }

  private noteLosses(batch: Batch, start: number, end: number): void {
    this.losses.pass(batch, start, end, (at) => this.rowBehind(batch.placeAt(at)?.offset ?? 0));
  }

  /** Drops the oldest part if there is too much: what is left begins at a checkpoint. */
  private makeRoom(room: ContentRoom): void {
    const { kept, checkpoints, losses } = this;
    if (room.used <= FULL * room.limit && kept.count - kept.first <= MOST_ROWS) return;
    const begin = checkpoints.reaching(kept.count - LEFT * MOST_ROWS, room.end - LEFT * room.limit);
    if (begin === null || begin.row <= kept.first || !room.drop(begin.offset)) return;
    checkpoints.beginAt(begin);
    kept.drop(begin.row);
    losses.drop(begin.row);
  }

  /** The first row whose event is behind an offset. */
  private rowBehind(offset: number): number {
    const { kept } = this;
    return firstRowWhere(kept, (row) => (kept.place(row)?.offset ?? 0) > offset);
  }

  /** Ends reading. Idempotent. */
  stop(): void {
    this.end.request();
  }
}
