import { decodeText } from '../../bytes/text.js';
import type { LinesOfBytes } from './marked-form.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/g;

/** The lines of a text (byte string). A carriage return belongs to its line end. */
export function linesOf(text: string, isMasked: boolean): string[] {
  return text.split('\n').map((line) => {
    const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
    return isMasked ? whole.replace(CONTROLS, '.') : whole;
  });
}

/** Lines as they are in the data. */
export function textLines(isMasked: boolean): LinesOfBytes {
  return {
    lines: (_, { data, start, captured }) => {
      const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
      return linesOf(decodeText(bytes, start, start + captured), isMasked);
    },
    goesOn: true,
  };
}
