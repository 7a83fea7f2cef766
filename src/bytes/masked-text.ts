import { maskForTerminal } from './mask.js';

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROLS = /[\x00-\x1f\x7f]/g;

/** Text (byte string) for use in a line: its control characters masked, as by maskControls. */
export function withoutControls(text: string): string {
  return text.replace(CONTROLS, '.');
}

/** A line (byte string) that a terminal shows completely, without control sequences. */
export function shownLine(line: string): string {
  const bytes = Buffer.from(withoutControls(line), 'latin1');
  maskForTerminal({ view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length), length: bytes.length });
  return bytes.toString('latin1');
}
