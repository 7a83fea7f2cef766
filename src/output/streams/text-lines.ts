import { decodeText } from '../../bytes/text.js';
import type { LinesOfBytes } from './marked-form.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** Lines as they are in the data. A carriage return belongs to its line end. */
export function textLines(isMasked: boolean): LinesOfBytes {
  return {
    lines: (_, { data, start, captured }) => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      const lines = decodeText(bytes, start, start + captured).split('\n');
      return lines.map((line) => masked(line.endsWith('\r') ? line.slice(0, -1) : line, isMasked));
    },
    goesOn: true,
  };
}

const masked = (line: string, isMasked: boolean): string => (isMasked ? line.replace(CONTROLS, '.') : line);
