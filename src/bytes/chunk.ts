const WORD = 8;

/** Text that never changes, laid out to be copied eight bytes at a time (ByteText.addChunk). */
export class Chunk {
  /** The text, and zeros up to a whole number of words. */
  readonly data: DataView;
  /** Bytes of the text. */
  readonly length: number;

  private constructor(length: number) {
    this.data = new DataView(new ArrayBuffer(Math.ceil(length / WORD) * WORD));
    this.length = length;
  }

  /** The chunk of a byte string. */
  static ofText(text: string): Chunk {
    const chunk = new Chunk(text.length);
    for (let i = 0; i < text.length; i++) chunk.data.setUint8(i, text.charCodeAt(i));
    return chunk;
  }

  /** The chunk of a copy of the bytes from `start` to `end`. */
  static ofBytes(bytes: Uint8Array, start: number, end: number): Chunk {
    const chunk = new Chunk(end - start);
    new Uint8Array(chunk.data.buffer).set(bytes.subarray(start, end));
    return chunk;
  }
}
