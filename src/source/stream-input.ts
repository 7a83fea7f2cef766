import type { Readable } from 'node:stream';
import type { ByteInput } from './byte-input.js';

/** Chunks that may be queued before the stream is paused. */
const MAX_WAITING = 4;

/** A queue of chunks that arrive asynchronously and are read as bytes. */
export class ChunkQueue {
  private readonly chunks: Buffer[] = [];
  private used = 0;
  private isOver = false;
  private failure: Error | null = null;
  private wake: (() => void) | null = null;

  /** Chunks that have not been read. */
  get length(): number {
    return this.chunks.length;
  }

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.signal();
  }

  /** Ends the queue; only the first call counts. */
  end(failure: Error | null): void {
    if (!this.isOver) this.failure = failure;
    this.isOver = true;
    this.signal();
  }

  private signal(): void {
    this.wake?.();
    this.wake = null;
  }

  /** Waits for bytes and copies them; 0 at the end. Throws the failure that ended the queue once it is empty. */
  async read(into: Buffer, at: number, size: number): Promise<number> {
    while (this.chunks.length === 0 && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const chunk = this.chunks[0];
    if (chunk !== undefined) return this.copy(chunk, into.subarray(at, at + size));
    if (this.failure !== null) throw this.failure;
    return 0;
  }

  private copy(chunk: Buffer, into: Buffer): number {
    const count = chunk.copy(into, 0, this.used);
    this.used += count;
    if (this.used === chunk.length) {
      this.chunks.shift();
      this.used = 0;
    }
    return count;
  }
}

/** Bytes of a pipe, socket or terminal. */
export class StreamInput implements ByteInput {
  private readonly stream: Readable;
  private readonly queue = new ChunkQueue();

  constructor(stream: Readable) {
    this.stream = stream;
    stream.on('data', (chunk: Buffer) => {
      this.queue.push(chunk);
      if (this.queue.length >= MAX_WAITING) stream.pause();
    });
    stream.on('error', (error) => this.queue.end(error));
    stream.on('end', () => this.queue.end(null));
    stream.on('close', () => this.queue.end(null));
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    const count = await this.queue.read(into, at, size);
    if (this.queue.length < MAX_WAITING) this.stream.resume();
    return count;
  }

  rewind(): boolean {
    return false;
  }

  stop(): void {
    this.queue.end(null);
  }

  close(): void {
    this.stream.destroy();
  }
}
