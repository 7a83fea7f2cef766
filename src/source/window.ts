import { Batch } from '../bytes/batch.js';
import type { BatchOrigin, Place } from '../bytes/place.js';
import type { ByteInput } from './byte-input.js';
import { Turns } from './turns.js';

/** Bytes of the first read; each later one is twice as large, so that the first events are delivered soon. */
const FIRST_READ = 32 << 10;

/**
 * The part of a capture's content that is in memory: `start` is the next byte to parse, `end` the first that has not been
 * read. One slab is reused; a block that is larger than it gets a slab of its own for as long as it is needed.
 */
export class Window implements BatchOrigin {
  /** The current slab. */
  batch: Batch;
  start = 0;
  end = 0;
  /** Offset in the content of the first byte of the slab. */
  origin = 0;
  private readonly home: Batch;
  private readonly size: number;
  private readonly path: string;
  private readonly input: ByteInput;
  private content: ByteInput | null = null;
  /** Size of the next read. */
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

  /** Offset in the content of the next byte to parse. */
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

  /** Type number of the block at `start`. */
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

  /** Moves the bytes so that `start` is a multiple of four. */
  align(): void {
    const shift = this.start & 3;
    if (shift === 0) return;
    this.bytes.copyWithin(this.start - shift, this.start, this.end);
    this.start -= shift;
    this.end -= shift;
    this.origin += shift;
  }

  /** Continues after damage in compressed content; false if nothing after it can be decompressed. */
  async resume(): Promise<boolean> {
    return (await this.content?.resume?.()) ?? false;
  }

  /** Reads until `size` bytes from `start` on are in memory; false if the content ends before. */
  async need(size: number): Promise<boolean> {
    while (this.end - this.start < size) {
      this.makeRoom(size);
      this.content ??= await this.prepare(this.input, this.size);
      const got = this.content.read(this.bytes, this.end, Math.min(this.step, this.bytes.length - this.end));
      const count = typeof got === 'number' ? got : await got;
      // reads of a file never wait, so the event loop would get no turn
      if (typeof got === 'number') await this.turns.take();
      this.step = Math.min(this.step * 2, this.size);
      if (count === 0) return false;
      this.end += count;
    }
    return true;
  }

  /** Makes room for `size` bytes from `start` on: in the reused slab if they fit. */
  private makeRoom(size: number): void {
    const { bytes, start, end } = this;
    if (size <= this.size) this.batch = this.home;
    // pages are allocated when they are written, so a false length costs nothing until bytes arrive
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
