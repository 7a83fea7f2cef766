import { availableParallelism } from 'node:os';
import { gunzip } from 'node:zlib';
import { isGzip, SIZED_HEADER, sizeOfMember } from '../bytes/gzip-size.js';
import { type ByteInput, type FileInput, RewoundInput } from './byte-input.js';
import { GzipInput } from './gzip-input.js';

/** Members that are decompressed ahead: with one for each CPU, more gained nothing. */
const AHEAD = Math.min(4, availableParallelism());
/** Largest size of a member that is decompressed at once, before and after. */
const MAX_SIZE = 4 << 20;
const NONE = Buffer.alloc(0);

/** A member: where it begins, as it is in the file, and its content; null if it cannot be decompressed alone. */
interface Member {
  readonly start: number;
  readonly compressed: Buffer;
  readonly content: Promise<Buffer | null>;
}

/**
 * Decompressed content of a file whose gzip members say how long they are, several decompressed at once. From the first one
 * on that says nothing, lies, is too large, cut or damaged, GzipInput reads the file.
 */
export class SizedGzipInput implements ByteInput {
  private readonly inner: FileInput;
  private readonly pieceSize: number;
  private readonly members: Member[] = [];
  /** Compressed bytes that have been read, and whether all that are wanted have. */
  private position = 0;
  private isOver = false;
  private content: Buffer = NONE;
  private used = 0;
  /** Reads what this cannot; null until then. */
  private rest: GzipInput | null = null;

  /** Decompresses for a reader that takes `pieceSize` bytes at a time. */
  constructor(inner: FileInput, pieceSize: number) {
    this.inner = inner;
    this.pieceSize = pieceSize;
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    while (this.used === this.content.length) {
      if (this.rest !== null) return this.rest.read(into, at, size);
      if (!(await this.next())) return 0;
    }
    const count = this.content.copy(into, at, this.used, Math.min(this.content.length, this.used + size));
    this.used += count;
    return count;
  }

  /** Goes on with the next member, or leaves the rest to GzipInput; false at the end. */
  private async next(): Promise<boolean> {
    this.readAhead();
    const [member] = this.members;
    if (member === undefined) return false;
    const content = await member.content;
    // what follows a member and is none is ignored, as zlib does
    if (content === null && !isGzip(member.compressed)) return false;
    if (content === null) {
      this.leaveRest(member.start);
      return true;
    }
    this.members.shift();
    this.content = content;
    this.used = 0;
    return true;
  }

  private readAhead(): void {
    while (this.members.length < AHEAD && !this.isOver) {
      const start = this.position;
      this.members.push(this.begin(start, this.readBytes(SIZED_HEADER)));
    }
  }

  private begin(start: number, header: Buffer): Member {
    const size = sizeOfMember(header) ?? 0;
    const isUsable = size > SIZED_HEADER && size <= MAX_SIZE;
    const compressed = isUsable ? Buffer.concat([header, this.readBytes(size - SIZED_HEADER)]) : header;
    this.isOver ||= compressed.length !== size;
    return { start, compressed, content: this.isOver ? Promise.resolve(null) : decompress(compressed) };
  }

  /** The next bytes of the file: fewer than `size` at its end. */
  private readBytes(size: number): Buffer {
    const bytes = Buffer.allocUnsafe(size);
    let count = 0;
    for (let more = 1; count < size && more > 0; count += more) more = this.inner.read(bytes, count, size - count);
    this.position += count;
    return bytes.subarray(0, count);
  }

  private leaveRest(start: number): void {
    const head = Buffer.concat(this.members.map(({ compressed }) => compressed));
    this.rest = new GzipInput(new RewoundInput(head, this.inner), this.pieceSize, start);
    this.members.length = 0;
    this.content = NONE;
    this.used = 0;
  }

  async resume(): Promise<boolean> {
    return (await this.rest?.resume()) ?? false;
  }

  rewind(): boolean {
    return false;
  }

  stop(): void {
    this.isOver = true;
    this.inner.stop();
    this.rest?.stop();
  }

  close(): void {
    this.stop();
    this.rest?.close();
    this.inner.close();
  }
}

function decompress(member: Buffer): Promise<Buffer | null> {
  return new Promise((resolve) => {
    // content of an unexpected size is left to a reader that takes it piece by piece
    gunzip(member, { chunkSize: 1 << 20, maxOutputLength: MAX_SIZE }, (error, content) =>
      resolve(error === null ? content : null),
    );
  });
}
