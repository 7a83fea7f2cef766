import { createGunzip, type Gunzip } from 'node:zlib';
import { type ByteInput, CutInputError } from './byte-input.js';
import { ChunkQueue } from './stream-input.js';

/** Compressed bytes that are given to zlib at a time; typical captures make about 1 MiB of them. */
const STEP = 64 << 10;
/** zlib is three times as fast with this as with its default (measured). */
const CHUNK = 1 << 20;
/** Decompressed chunks that may wait before decompression pauses. */
const MAX_WAITING = 4;

/**
 * Decompressed content of gzip members one after the other. zlib is fed step by step and never paused, so that what it
 * had made before it met damage is not lost; it works in its thread while earlier content is being looked at.
 */
export class GzipInput implements ByteInput {
  private readonly inner: ByteInput;
  private readonly gunzip: Gunzip = createGunzip({ chunkSize: CHUNK });
  private readonly queue = new ChunkQueue();
  private isOver = false;
  private resume: (() => void) | null = null;

  constructor(inner: ByteInput) {
    this.inner = inner;
    this.gunzip.on('data', (chunk: Buffer) => this.queue.push(chunk));
    this.gunzip.on('end', () => this.finish(null));
    this.gunzip.on('error', (error) => this.finish(new CutInputError(error.message)));
    this.pump().catch((error: unknown) => this.finish(error as Error));
  }

  private finish(failure: Error | null): void {
    this.isOver = true;
    this.queue.end(failure);
  }

  private async pump(): Promise<void> {
    const step = Buffer.allocUnsafe(STEP);
    while (!this.isOver) {
      const count = await this.inner.read(step, 0, STEP);
      if (count === 0) break;
      await new Promise<void>((resolve) => {
        this.gunzip.write(step.subarray(0, count), () => resolve());
      });
      await this.waitForRoom();
    }
    if (!this.isOver) this.gunzip.end();
  }

  private async waitForRoom(): Promise<void> {
    while (this.queue.length >= MAX_WAITING && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.resume = resolve;
      });
    }
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    const count = await this.queue.read(into, at, size);
    if (this.queue.length < MAX_WAITING) this.wakePump();
    return count;
  }

  private wakePump(): void {
    this.resume?.();
    this.resume = null;
  }

  stop(): void {
    this.inner.stop();
    this.finish(null);
    this.wakePump();
  }

  close(): void {
    this.stop();
    this.gunzip.destroy();
    this.inner.close();
  }
}
