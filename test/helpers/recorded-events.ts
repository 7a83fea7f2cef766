import { execa } from 'execa';
import type { Batch } from '../../src/bytes/batch.js';
import { MemoryBudget } from '../../src/bytes/memory-budget.js';
import { checkOptions } from '../../src/cli/options/run-options.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import { startLive } from '../../src/run/live-run.js';
import { Pipeline } from '../../src/run/pipeline.js';
import { pipelineParts } from '../../src/run/pipeline-parts.js';
import { eventBlockSize, eventOffset } from '../../src/scap/event-block.js';
import { EVENT } from '../../src/schema/event-layout.js';
import { WINDOW_SIZE } from '../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../src/source/prefilter-module.js';
import { Prefilter } from '../../src/state/prefilter.js';
import { RejectedThreads } from '../../src/state/rejected-threads.js';

/** Offset of the tid in an event block of the probe. */
const TID_AT = eventOffset(false) + EVENT.TID;

/** Events of a command of one thread that the probe records for a filter. */
export async function eventsRecorded(
  text: string,
  namesDescriptors: boolean,
  [program, ...args]: readonly string[],
): Promise<number> {
  const filter = compileFilter(text, DEFAULT_FIELD_CONTEXT);
  const prefilter = new Prefilter(loadPrefilterModule(), WINDOW_SIZE);
  const rejected = new RejectedThreads();
  const pipeline = new Pipeline(pipelineParts({ filter, skipContext: { prefilter, rejected } }));
  const live = startLive(checkOptions({}, []), {
    filter,
    command: null,
    needs: { namesDescriptors, notesUse: false, listsDescriptors: false },
    slab: prefilter.slab,
    rejected,
    env: {},
    readerOf: null,
    warn: () => undefined,
    memory: new MemoryBudget(),
  });
  let count = 0;
  try {
    const work = execa(program as string, args);
    void work.finally(() => live.source.stop());
    for await (const item of live.source.items()) {
      if (item.kind === 'header') {
        pipeline.begin(item.header);
        live.live.begin(pipeline);
      } else {
        count += eventsOf(work.pid as number, item.batch);
        pipeline.take(item.batch);
      }
      live.live.follow(pipeline);
    }
    await work;
  } finally {
    live.source.close();
  }
  return count;
}

/** Events of a thread in a batch. */
function eventsOf(tid: number, { view, start, end }: Batch): number {
  let count = 0;
  for (let at = start, size = 0; at < end; at += size) {
    size = eventBlockSize(view, at, end);
    if (view.getUint32(at + TID_AT, true) === tid) count++;
  }
  return count;
}
