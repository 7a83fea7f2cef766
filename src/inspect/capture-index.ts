import { KeptColumns } from '../analysis/kept/kept-columns.js';
import { SubjectTable } from '../analysis/kept/subject-table.js';
import { MemoryBudget } from '../bytes/memory-budget.js';
import { SyssharkError } from '../errors.js';
import type { FieldContext } from '../fields/field-context.js';
import type { FieldUse } from '../filter/operand.js';
import { fieldAlone } from '../output/format.js';
import { End } from '../run/end.js';
import { Session, sessionParts } from '../run/session.js';
import { makeSkipContext } from '../run/skip-context.js';
import type { MachineInfo } from '../scap/header.js';
import { openCaptureFile } from '../source/capture-file.js';
import type { RawContent } from '../source/raw-content.js';
import { CheckpointSource } from './checkpoint-source.js';
import { type CheckpointLimits, Checkpoints } from './checkpoints.js';

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
/** Fields that follow from the results and latencies of rows. */
const OF_ROWS = ['evt.rawres', 'evt.failed', 'evt.latency'];

/** What is known of all events of a capture, and where reading can begin again. */
export class CaptureIndex {
  readonly kept: KeptColumns;
  readonly checkpoints: Checkpoints;
  /** Whether all events are in it. */
  isComplete = false;
  /** Why reading ended, or what is damaged; null for nothing. */
  problem: string | null = null;
  /** Why there is nothing to look at: it is no capture, or cannot be read; null if there is something. */
  failure: SyssharkError | null = null;
  /** The machine that was captured; null if that is not known. */
  machine: MachineInfo | null = null;
  private readonly limits: CheckpointLimits;
  private readonly end = new End(0);
  private readonly pids: FieldUse;
  private readonly skipContext = makeSkipContext(null, false);

  constructor(context: FieldContext, limits: CheckpointLimits) {
    const useOf = (name: string): FieldUse => fieldAlone(name, context).use;
    this.limits = limits;
    this.checkpoints = new Checkpoints(limits);
    const dictionary = new SubjectTable(OF_SUBJECTS.map(useOf), OF_ROWS.map(useOf), context);
    this.kept = new KeptColumns(dictionary, this.skipContext.prefilter.packer);
    this.pids = useOf(PROCESS);
  }

  /** The process of a subject; null for none. */
  pidOf(id: number): unknown {
    return this.kept.dictionary.valuesOf(this.pids)?.at(id) ?? null;
  }

  /** Reads the capture; what is known can be used while it runs. What is wrong with the capture is in `problem`. */
  async read(path: string, { spool }: RawContent): Promise<void> {
    const { checkpoints, limits, kept, skipContext } = this;
    const memory = new MemoryBudget();
    const options = { memory: skipContext.prefilter, budget: memory };
    try {
      const file = openCaptureFile(path, spool === null ? options : { ...options, spool });
      const reached = () => ({ state: session.pipeline.state, rows: kept.count });
      const source = new CheckpointSource(file, { checkpoints, limits, memory, reached });
      const parts = { source, end: this.end, skipContext, memory, consumers: [kept] };
      const session: Session = new Session(sessionParts(parts));
      for await (const { state } of session.steps()) this.machine = state.machine;
    } catch (error) {
      if (!(error instanceof SyssharkError)) throw error;
      this.problem = error.message;
      if (error.code !== 'DAMAGED' && kept.count === 0) this.failure = error;
    } finally {
      this.isComplete = true;
    }
  }

  /** Ends reading. Idempotent. */
  stop(): void {
    this.end.request();
  }
}
