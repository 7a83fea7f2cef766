import { eventName } from '../../src/fields/event-name.js';
import { renderInfo } from '../../src/render/args.js';
import { DEFAULT_RENDER_OPTIONS } from '../../src/render/options.js';
import { OutputTime } from '../../src/render/time.js';
import { EC } from '../../src/schema/event.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { Evt } from '../../src/state/evt.js';
import { SystemState } from '../../src/state/system-state.js';

/** The default line, put together by hand: what state and rendering make of a capture, without fields and formats. */
export async function defaultLines(path: string): Promise<string[]> {
  const state = new SystemState();
  const evt = new Evt(state);
  const time = new OutputTime('h');
  const lines: string[] = [];
  for await (const item of openCaptureFile(path).items()) {
    if (item.kind === 'header') {
      state.reset(item.header);
      continue;
    }
    for (let at = item.batch.start; at < item.batch.end; ) {
      at = evt.view.read(item.batch, at);
      if (!state.begin(evt)) continue;
      state.update(evt);
      const line = defaultLine(evt, time);
      if (line !== null) lines.push(line);
    }
  }
  return lines;
}

function defaultLine(evt: Evt, time: OutputTime): string | null {
  const { view } = evt;
  if (view.def === undefined || evt.isHidden || (view.def.category & EC.INTERNAL) !== 0) return null;
  const direction = (view.type & 1) === 0 ? '>' : '<';
  const comm = evt.thread?.comm ?? '<NA>';
  const info = renderInfo(evt, DEFAULT_RENDER_OPTIONS);
  return `${evt.num} ${time.render(evt)} ${view.cpu} ${comm} (${view.tid}) ${direction} ${eventName(evt)} ${info}`;
}
