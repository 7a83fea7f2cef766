import { createGunzip, type Gunzip } from 'node:zlib';
import { type ByteInput, CutInputError, RewoundInput } from './byte-input.js';
import { findMember } from './gzip-member.js';
import { ChunkQueue } from './stream-input.js';

/** Compressed bytes given to zlib at a time once a step has failed, and once one of those has failed. */
const FINE_STEPS = [512, 1] as const;
/** Decompressed chunks that may wait before decompression pauses. */
const MAX_WAITING = 4;
const DATA_ERROR = 'Z_DATA_ERROR';

/**
 * Decompressed content of one gzip member after the other. zlib runs in a thread of its own and pauses while enough content
 * waits. It gets large steps, because a change of threads takes as long as decompressing a tenth of a MiB. At damage, zlib
 * drops the chunk that it is filling. If the input can be rewound, that chunk is decompressed again in smaller steps, so
 * that nothing before the damage is lost. After that, resume() continues with the next member that can be decompressed.
 */
export class GzipInput implements ByteInput {
  private inner: ByteInput;
  private readonly chunkSize: number;
  /** Compressed bytes given to zlib at a time, at first and after damage. */
  private readonly steps: readonly [number, ...number[]];
  private gunzip: Gunzip;
  private queue = new ChunkQueue();
  private isOver = false;
  private isStopped = false;
  private wake: (() => void) | null = null;
  /** Compressed bytes read, and how many of them are before the member that decompression began with. */
  private position: number;
  private base: number;
  /** Compressed bytes since then whose content has been delivered. */
  private consumed = 0;
  /** Decompressed bytes delivered since then, and how many of the next ones were delivered before a rewind. */
  private delivered = 0;
  private known = 0;
  /** Where the step with the damage begins, in compressed bytes since `base`, and the index of the step size from there on. */
  private carefulFrom = Number.POSITIVE_INFINITY;
  private fineness = 0;

  /**
   * Decompresses for a reader that takes `pieceSize` bytes at a time. zlib is three times as fast with chunks of 1 MiB as
   * with its default. The input is at byte `start` of its compressed bytes, where a member begins.
   */
  constructor(inner: ByteInput, pieceSize: number, start = 0) {
    this.inner = inner;
    this.base = start;
    this.position = start;
    this.chunkSize = pieceSize * 2;
    this.steps = [Math.ceil(pieceSize / 2), ...FINE_STEPS];
    this.gunzip = this.begin();
  }

  private begin(): Gunzip {
    const gunzip = createGunzip({ chunkSize: this.chunkSize });
    gunzip.on('data', (chunk: Buffer) => this.deliver(chunk));
    gunzip.on('end', () => this.finish(null));
    gunzip.on('error', (error: NodeJS.ErrnoException) => this.meetDamage(error));
    this.pump(gunzip).catch((error: unknown) => this.finish(error as Error));
    return gunzip;
  }

  private deliver(chunk: Buffer): void {
    const skipped = Math.min(this.known, chunk.length);
    this.known -= skipped;
    this.delivered += chunk.length - skipped;
    if (skipped < chunk.length) this.queue.push(chunk.subarray(skipped));
    // a step may decompress to a thousand times its size
    if (this.queue.length >= MAX_WAITING) this.gunzip.pause();
  }

  private meetDamage(error: NodeJS.ErrnoException): void {
    const isFinest = this.fineness === FINE_STEPS.length;
    if (error.code !== DATA_ERROR || isFinest || this.isOver || !this.inner.rewind()) {
      this.finish(new CutInputError(error.message));
      return;
    }
    this.fineness++;
    this.carefulFrom = this.consumed;
    this.known = this.delivered;
    this.consumed = 0;
    this.position = 0;
    this.gunzip = this.begin();
  }

  async resume(): Promise<boolean> {
    if (this.isStopped) return false;
    const member = await findMember(this.inner);
    if (member === null || this.isStopped) return false;
    this.gunzip.destroy();
    this.base = this.position + member.skipped;
    this.position = this.base;
    this.inner = new RewoundInput(member.head, this.inner);
    this.queue = new ChunkQueue();
    this.consumed = 0;
    this.delivered = 0;
    this.known = 0;
    this.carefulFrom = Number.POSITIVE_INFINITY;
    this.fineness = 0;
    this.isOver = false;
    this.gunzip = this.begin();
    return true;
  }

  private finish(failure: Error | null): void {
    this.isOver = true;
    this.queue.end(failure);
  }

  private async pump(gunzip: Gunzip): Promise<void> {
    const [largest] = this.steps;
    const step = Buffer.allocUnsafe(largest);
    while (this.position < this.base) {
      const count = await this.inner.read(step, 0, Math.min(largest, this.base - this.position));
      if (count === 0) break;
      this.position += count;
    }
    while (!this.isOver) {
      const left = this.carefulFrom - this.consumed;
      const size = left > 0 ? Math.min(largest, left) : (this.steps[this.fineness] as number);
      const count = await this.inner.read(step, 0, size);
      if (count === 0) break;
      this.position += count;
      const error = await new Promise<Error | null | undefined>((resolve) => {
        gunzip.write(step.subarray(0, count), resolve);
      });
      if (error !== null && error !== undefined) return;
      this.consumed += count;
      await this.waitForRoom();
    }
    if (!this.isOver) gunzip.end();
  }

  private async waitForRoom(): Promise<void> {
    while (this.queue.length >= MAX_WAITING && !this.isOver) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    const count = await this.queue.read(into, at, size);
    if (this.queue.length < MAX_WAITING) {
      this.gunzip.resume();
      this.wakePump();
    }
    return count;
  }

  private wakePump(): void {
    this.wake?.();
    this.wake = null;
  }

  rewind(): boolean {
    return false;
  }

  stop(): void {
    this.isStopped = true;
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
