import { type ByteInput, CutInputError } from './byte-input.js';

/** Bytes that are in memory. */
export class MemoryInput implements ByteInput {
  private bytes: Buffer;
  private position = 0;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  read(into: Buffer, at: number, size: number): number {
    const count = this.bytes.copy(into, at, this.position, this.position + size);
    this.position += count;
    return count;
  }

  rewind(): boolean {
    this.position = 0;
    return true;
  }

  stop(): void {
    this.bytes = this.bytes.subarray(0, 0);
  }

  close(): void {
    this.stop();
  }
}

/** Content of which the end is missing. */
export class CutInput implements ByteInput {
  private readonly inner: ByteInput;
  private readonly reason: string;

  /** `reason`: why the end is missing. */
  constructor(inner: ByteInput, reason: string) {
    this.inner = inner;
    this.reason = reason;
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    let count = 0;
    try {
      count = await this.inner.read(into, at, size);
    } catch (error) {
      if (!(error instanceof CutInputError)) throw error;
    }
    if (count === 0 && size > 0) throw new CutInputError(this.reason);
    return count;
  }

  rewind(): boolean {
    return this.inner.rewind();
  }

  stop(): void {
    this.inner.stop();
  }

  close(): void {
    this.inner.close();
  }
}
