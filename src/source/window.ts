import { Batch } from '../bytes/batch.js';
import type { BatchOrigin, Place } from '../bytes/place.js';
import type { ByteInput } from './byte-input.js';
import { Turns } from './turns.js';

/** Bytes of content that are read first, twice as many each time: a small window is gone over soon, and the next one at full speed. */
const FIRST_READ = 32 << 10;

/**
 * The part of a capture's content that is in memory: `start` is the next byte to look at, `end` the first that is not
 * here yet. One slab is used again and again; only for a block that is larger another one takes its place for a while.
 */
export class Window implements BatchOrigin {
  /** The slab at hand. */
  batch: Batch;
  start = 0;
  end = 0;
  /** Offset in the content of the slab's first byte. */
  origin = 0;
  private readonly home: Batch;
  private readonly size: number;
  private readonly path: string;
  private readonly input: ByteInput;
  private content: ByteInput | null = null;
  /** Bytes that are read at a time now. */
  private step = FIRST_READ;
  private readonly turns = new Turns();
  private readonly prepare: (input: ByteInput, size: number) => Promise<ByteInput>;

  /** `prepare` makes the content (decompressed) of the file's input when the first byte is needed. */
  constructor(
    { path, input }: { readonly path: string; readonly input: ByteInput },
    prepare: (input: ByteInput, size: number) => Promise<ByteInput>,
    slab: Buffer,
  ) {
    this.path = path;
    this.input = input;
    this.prepare = prepare;
    this.size = slab.length;
    this.home = new Batch(slab, this);
    this.batch = this.home;
  }

  get bytes(): Buffer {
    return this.batch.bytes;
  }

  /** Offset in the content of the next byte to look at. */
  get offset(): number {
    return this.origin + this.start;
  }

  placeAt(at: number): Place {
    return { file: this.path, offset: this.origin + at };
  }

  /** Bytes of content that were read so far. */
  get contentEnd(): number {
    return this.origin + this.end;
  }

  /** Type number of the block at hand. */
  type(): number {
    return this.batch.view.getUint32(this.start, true);
  }

  /** The batch of everything up to `end`. */
  batchTo(end: number): Batch {
    const { batch } = this;
    batch.start = this.start;
    batch.end = end;
    return batch;
  }

  /** Moves the bytes so that the next one to look at lies at a multiple of four. */
  align(): void {
    const shift = this.start & 3;
    if (shift === 0) return;
    this.bytes.copyWithin(this.start - shift, this.start, this.end);
    this.start -= shift;
    this.end -= shift;
    this.origin += shift;
  }

  /** After damage in compressed content: has it go on at a later place; false where there is none. */
  async resume(): Promise<boolean> {
    return (await this.content?.resume?.()) ?? false;
  }

  /** Has `size` bytes from `start` on in memory; false where the content ends before. */
  async need(size: number): Promise<boolean> {
    while (this.end - this.start < size) {
      this.makeRoom(size);
      this.content ??= await this.prepare(this.input, this.size);
      const got = this.content.read(this.bytes, this.end, Math.min(this.step, this.bytes.length - this.end));
      const count = typeof got === 'number' ? got : await got;
      // a file is read without waiting for anything
      if (typeof got === 'number') await this.turns.take();
      this.step = Math.min(this.step * 2, this.size);
      if (count === 0) return false;
      this.end += count;
    }
    return true;
  }

  /** Has room for `size` bytes from `start` on, of which there are fewer: in the slab of the beginning, where they fit there. */
  private makeRoom(size: number): void {
    const { bytes, start, end } = this;
    if (size <= this.size) this.batch = this.home;
    // memory that nobody has written to costs nothing: what a false length claims is not taken until it arrives
    else if (size > bytes.length)
      this.batch = new Batch(Buffer.allocUnsafeSlow(Math.max(size, bytes.length * 2)), this);
    if (this.bytes === bytes && start === 0) return;
    bytes.copy(this.bytes, 0, start, end);
    this.origin += start;
    this.start = 0;
    this.end = end - start;
  }

  stop(): void {
    (this.content ?? this.input).stop();
  }

  close(): void {
    (this.content ?? this.input).close();
  }
}
