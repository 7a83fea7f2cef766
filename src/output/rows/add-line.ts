import type { ByteText } from '../../bytes/byte-text.js';

const NEW_LINE = 10;

/** Adds a line (byte string) and its line end. */
export function addLine(out: ByteText, line: string): void {
  out.addText(line);
  out.addByte(NEW_LINE);
}
