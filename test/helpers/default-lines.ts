import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFormat } from '../../src/output/format.js';
import { walkEvents } from './event-walk.js';

/** The format of sysdig's default line. */
export const DEFAULT_FORMAT =
  '*%evt.num %evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** The lines of a capture in a format. Internal events are numbered but not printed. */
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

/** The default lines of a capture. */
export function defaultLines(path: string): Promise<string[]> {
  return formattedLines(path, DEFAULT_FORMAT);
}
