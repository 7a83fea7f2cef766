/** Where the bytes of a capture come from: a file, a pipe, either of them through gunzip. */
export interface ByteInput {
  /**
   * Puts up to `size` of the next bytes at `at` of `into` and returns how many; 0 at the end. Throws CutInputError after
   * the last byte where the content is known to be cut or damaged, and what the system says where reading fails.
   */
  read(into: Buffer, at: number, size: number): number | Promise<number>;
  /** Starts again at the first byte; false where the bytes come only once. */
  rewind(): boolean;
  /** After CutInputError: goes on where content begins again; false where it never does. Inputs that cannot have none. */
  resume?(): Promise<boolean>;
  /** Makes read() end, also one that waits: what has arrived is still handed out. */
  stop(): void;
  /** Frees what it holds. Idempotent. */
  close(): void;
}

/** What a compressed input throws after all that could be decompressed. */
export class CutInputError extends Error {}

/** Some bytes that were read ahead, then the rest of the input. */
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
