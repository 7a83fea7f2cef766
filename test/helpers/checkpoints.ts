import { KeptColumns } from '../../src/analysis/kept/kept-columns.js';
import { SubjectTable } from '../../src/analysis/kept/subject-table.js';
import type { Batch } from '../../src/bytes/batch.js';
import { MemoryBudget } from '../../src/bytes/memory-budget.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { CheckpointSource } from '../../src/inspect/checkpoint-source.js';
import { Checkpoints } from '../../src/inspect/checkpoints.js';
import { readAgain } from '../../src/inspect/read-again.js';
import { End } from '../../src/run/end.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { loadPrefilterModule } from '../../src/source/prefilter-module.js';
import type { SourceItem } from '../../src/source/source.js';
import { WrappedSource } from '../../src/source/wrapped-source.js';
import { plainLength } from '../../src/state/plain-event.js';
import { Prefilter } from '../../src/state/prefilter.js';

const LIMITS = { rows: 30, bytes: 64 << 20, ms: 0, pause: 0 };
/** Content in memory at a time, so that there are batches between which checkpoints are taken. */
const WINDOW = 8192;

/** Delivers events one by one. */
class SingleEvents extends WrappedSource {
  async *items(): AsyncGenerator<SourceItem, void, void> {
    for await (const item of this.source.items()) {
      if (item.kind === 'header') yield item;
      else yield* eventsOf(item.kind, item.batch);
    }
  }
}

function* eventsOf(kind: 'events' | 'marks', batch: Batch): Generator<SourceItem, void, void> {
  for (let at = batch.start; at < batch.end; ) {
    const end = at + plainLength(batch.view, at);
    yield { kind, batch: batch.part(at, end) };
    at = end;
  }
}

/** Checkpoints that are wanted at some rows only. */
class WantedCheckpoints extends Checkpoints {
  private readonly wanted: readonly number[];

  constructor(wanted: readonly number[]) {
    super(LIMITS);
    this.wanted = wanted;
  }

  override get nextRow(): number {
    const last = this.listed.at(-1)?.row ?? -1;
    return this.wanted.find((row) => row > last) ?? Number.POSITIVE_INFINITY;
  }
}

/** Reads a capture; returns its rows, and its checkpoints: those before some rows (`wanted`, in order), or at the ends of batches. */
export async function checkpointsOf(
  path: string,
  wanted: readonly number[] | null = null,
): Promise<{ kept: KeptColumns; checkpoints: Checkpoints }> {
  const checkpoints = wanted === null ? new Checkpoints(LIMITS) : new WantedCheckpoints(wanted);
  const memory = new MemoryBudget();
  const prefilter = new Prefilter(loadPrefilterModule(), WINDOW);
  const kept = new KeptColumns(new SubjectTable([], [], DEFAULT_FIELD_CONTEXT), prefilter.packer);
  const file = openCaptureFile(path, { memory: prefilter });
  const source = new CheckpointSource(wanted === null ? file : new SingleEvents(file), {
    checkpoints,
    limits: LIMITS,
    reached: () => ({ state: session.pipeline.state, rows: kept.count }),
  });
  const skipContext = { prefilter, rejected: null };
  const session: Session = new Session(
    sessionParts({ source, end: new End(0), memory, skipContext, consumers: [kept] }),
  );
  await readAgain(session);
  return { kept, checkpoints };
}
