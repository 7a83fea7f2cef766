import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field.js';
import { compileFormat } from '../../src/output/format.js';
import { EC } from '../../src/schema/event.js';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { Evt } from '../../src/state/evt.js';
import { SystemState } from '../../src/state/system-state.js';

/** The line that sysdig prints by default. */
export const DEFAULT_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** What a capture prints in a format; internal events are counted and not printed. */
export async function formattedLines(path: string, format: string): Promise<string[]> {
  const state = new SystemState();
  const evt = new Evt(state);
  const emit = compileFormat(format, DEFAULT_FIELD_CONTEXT);
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
      const line = evt.isHidden || ((evt.view.def?.category ?? 0) & EC.INTERNAL) !== 0 ? null : emit(evt);
      if (line !== null) lines.push(line);
    }
  }
  return lines;
}

/** What a capture prints by default. */
export function defaultLines(path: string): Promise<string[]> {
  return formattedLines(path, DEFAULT_FORMAT);
}
