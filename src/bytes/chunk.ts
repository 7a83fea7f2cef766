const WORD = 8;
const SLAB_SIZE = 8192;

let slab = new DataView(new ArrayBuffer(SLAB_SIZE));
let used = 0;

/** Immutable text, laid out for copying eight bytes at a time (ByteText.addChunk). Small chunks share memory. */
export class Chunk {
  /** Holds the text at offset `start`, padded to a whole number of words or more. */
  readonly data: DataView;
  readonly start: number;
  /** Length of the text in bytes. */
  readonly length: number;

  private constructor(length: number) {
    const size = Math.ceil(length / WORD) * WORD;
    this.length = length;
    if (used + size > SLAB_SIZE) {
      slab = new DataView(new ArrayBuffer(Math.max(SLAB_SIZE, size)));
      used = 0;
    }
    this.data = slab;
    this.start = used;
    used += size;
  }

  /** The chunk of a byte string. */
  static ofText(text: string): Chunk {
    const chunk = new Chunk(text.length);
    const { data, start } = chunk;
    for (let i = 0; i < text.length; i++) data.setUint8(start + i, text.charCodeAt(i));
    return chunk;
  }

  /** A chunk with a copy of the bytes from `from` to `to`. */
  static ofBytes(bytes: DataView, from: number, to: number): Chunk {
    const chunk = new Chunk(to - from);
    const { data, start, length } = chunk;
    for (let i = 0; i < length; i++) data.setUint8(start + i, bytes.getUint8(from + i));
    return chunk;
  }
}
