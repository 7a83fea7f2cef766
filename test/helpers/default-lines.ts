import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFormat } from '../../src/output/format.js';
import { walkEvents } from './event-walk.js';

/** The line that sysdig prints by default. */
export const DEFAULT_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** What a capture prints in a format; internal events are counted and not printed. */
export async function formattedLines(path: string, format: string): Promise<string[]> {
  const emit = compileFormat(format, DEFAULT_FIELD_CONTEXT);
  const lines: string[] = [];
  await walkEvents(path, {
    each: (evt) => {
      const line = emit(evt);
      if (line !== null) lines.push(line);
    },
  });
  return lines;
}

/** What a capture prints by default. */
export function defaultLines(path: string): Promise<string[]> {
  return formattedLines(path, DEFAULT_FORMAT);
}
