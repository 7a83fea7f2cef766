/** The bytes of a capture: of a file or a pipe, decompressed if they are gzip. */
export interface ByteInput {
  /**
   * Puts up to `size` of the next bytes at offset `at` of `into` and returns how many; 0 at the end. Throws CutInputError
   * after the last byte if the content is cut or damaged, and the error of the system if reading fails.
   */
  read(into: Buffer, at: number, size: number): number | Promise<number>;
  /** Starts again at the first byte; false if the bytes come only once. */
  rewind(): boolean;
  /** Continues after CutInputError where content begins again; false if it does not. Optional. */
  resume?(): Promise<boolean>;
  /** Makes read() end, even one that waits; bytes that have arrived are still returned. */
  stop(): void;
  /** Frees what it holds. Idempotent. */
  close(): void;
}

/** The bytes of a regular file, which are there at once. */
export interface FileInput extends ByteInput {
  read(into: Buffer, at: number, size: number): number;
}

/** Thrown by a compressed input after everything that could be decompressed. */
export class CutInputError extends Error {}

/** Bytes that were read ahead, then the rest of the input. */
export class RewoundInput implements ByteInput {
  private head: Buffer;
  private readonly rest: ByteInput;

  constructor(head: Buffer, rest: ByteInput) {
    this.head = head;
    this.rest = rest;
  }

  read(into: Buffer, at: number, size: number): number | Promise<number> {
    if (this.head.length === 0) return this.rest.read(into, at, size);
    const count = this.head.copy(into, at, 0, size);
    this.head = this.head.subarray(count);
    return count;
  }

  rewind(): boolean {
    const canRewind = this.rest.rewind();
    if (canRewind) this.head = this.head.subarray(0, 0);
    return canRewind;
  }

  stop(): void {
    this.rest.stop();
  }

  close(): void {
    this.rest.close();
  }
}
