import type { ByteInput } from './byte-input.js';
import { decompressed } from './file-input.js';

/**
 * Takes bytes of content in order: those of `bytes` from `start` to `end`. Returns how many it could take; after fewer than there were,
 * the next call throws the reason, even if it has none to take.
 */
export type Spool = (bytes: Buffer, start: number, end: number) => number;

/** Content that is handed to a spool as it is read. */
class SpooledInput implements ByteInput {
  private readonly content: ByteInput;
  private readonly spool: Spool;

  constructor(content: ByteInput, spool: Spool) {
    this.content = content;
    this.spool = spool;
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    const count = await this.content.read(into, at, size);
    return this.spool(into, at, at + count);
  }

  /** Content that was read is spooled already. */
  rewind(): boolean {
    return false;
  }

  async resume(): Promise<boolean> {
    return (await this.content.resume?.()) ?? false;
  }

  stop(): void {
    this.content.stop();
  }

  close(): void {
    this.content.close();
  }
}

/** What makes content of an input, and hands it to a spool, if there is one. */
export function contentFor(spool: Spool | undefined): typeof decompressed {
  if (spool === undefined) return decompressed;
  return async (input, size) => new SpooledInput(await decompressed(input, size), spool);
}
