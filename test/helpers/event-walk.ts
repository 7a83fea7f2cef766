import type { Filter } from '../../src/filter/filter.js';
import { EC, STATE_FLAGS } from '../../src/schema/event.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { Evt } from '../../src/state/evt.js';
import { SystemState } from '../../src/state/system-state.js';

/** What a walk over a capture does with its events. */
export interface Walk {
  readonly filter?: Filter;
  /** Called for every event that is shown: it passed the filter and is not internal. */
  readonly each: (evt: Evt) => void;
  /** Called for every event before it is updated or rejected. */
  readonly before?: (evt: Evt) => void;
}

function passes(evt: Evt, state: SystemState, { filter, before }: Walk): boolean {
  const changesState = ((evt.view.def?.flags ?? 0) & STATE_FLAGS) !== 0;
  if (changesState) state.update(evt);
  if (evt.isHidden) return false;
  before?.(evt);
  const isIn = filter === undefined || filter.test(evt);
  if (!changesState) {
    if (isIn) state.update(evt);
    else state.reject(evt);
  }
  return isIn && ((evt.view.def?.category ?? 0) & EC.INTERNAL) === 0;
}

/** Reads a capture as the command line does: state, filter, then what is asked for. */
export async function walkEvents(path: string, walk: Walk): Promise<void> {
  const state = new SystemState();
  const evt = new Evt(state);
  for await (const item of openCaptureFile(path).items()) {
    if (item.kind === 'header') {
      state.reset(item.header);
      continue;
    }
    for (let at = item.batch.start; at < item.batch.end; ) {
      at = evt.view.read(item.batch, at);
      if (state.begin(evt) && passes(evt, state, walk)) walk.each(evt);
    }
  }
}
