import { KeptColumns } from '../../src/analysis/kept/kept-columns.js';
import { SubjectTable } from '../../src/analysis/kept/subject-table.js';
import { MemoryBudget } from '../../src/bytes/memory-budget.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { CheckpointSource } from '../../src/inspect/checkpoint-source.js';
import { Checkpoints } from '../../src/inspect/checkpoints.js';
import { readAgain } from '../../src/inspect/read-again.js';
import { End } from '../../src/run/end.js';
import { Session, sessionParts } from '../../src/run/session.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { loadPrefilterModule } from '../../src/source/prefilter-module.js';
import { Prefilter } from '../../src/state/prefilter.js';

const LIMITS = { rows: 30, bytes: 64 << 20, ms: 0, pause: 0 };
/** Content in memory at a time, so that there are batches between which checkpoints are taken. */
const WINDOW = 8192;

/** Reads a capture; returns its rows, and its checkpoints. */
export async function checkpointsOf(path: string): Promise<{ kept: KeptColumns; checkpoints: Checkpoints }> {
  const checkpoints = new Checkpoints(LIMITS);
  const memory = new MemoryBudget();
  const prefilter = new Prefilter(loadPrefilterModule(), WINDOW);
  const kept = new KeptColumns(new SubjectTable([], [], DEFAULT_FIELD_CONTEXT), prefilter.packer);
  const source = new CheckpointSource(openCaptureFile(path, { memory: prefilter }), {
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
