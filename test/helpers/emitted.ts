import { ByteText } from '../../src/bytes/byte-text.js';

/** The text that `write` appends, as a byte string. */
export function writtenText(write: (out: ByteText) => unknown): string {
  const out = new ByteText();
  write(out);
  return out.toText();
}
