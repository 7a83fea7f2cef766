import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ByteInput } from './byte-input.js';
import type { Growth } from './growth.js';

/** Bytes of a file that others still write: at its end, reading waits until it has grown. */
export class GrowingInput implements ByteInput {
  private readonly fd: number;
  private readonly growth: Growth;
  private position: number;
  private isStopped = false;
  private isClosed = false;
  private wake: () => void = () => undefined;

  /** Throws the error of the system if it cannot be opened. */
  constructor(path: string, offset: number, growth: Growth) {
    this.fd = openSync(path, constants.O_RDONLY);
    this.position = offset;
    this.growth = growth;
  }

  read(into: Buffer, at: number, size: number): number | Promise<number> {
    if (this.isStopped) return 0;
    // what was written before its end is there after it
    const { isOver } = this.growth;
    const count = readSync(this.fd, into, at, size, this.position);
    this.position += count;
    return count > 0 || isOver ? count : this.readLater(into, at, size);
  }

  private async readLater(into: Buffer, at: number, size: number): Promise<number> {
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      this.growth.next(resolve);
    });
    return this.read(into, at, size);
  }

  rewind(): boolean {
    return false;
  }

  stop(): void {
    this.isStopped = true;
    this.wake();
  }

  close(): void {
    this.stop();
    if (this.isClosed) return;
    this.isClosed = true;
    closeSync(this.fd);
  }
}
