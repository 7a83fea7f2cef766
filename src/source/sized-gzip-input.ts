import { availableParallelism } from 'node:os';
import { gunzip } from 'node:zlib';
import { SIZED_HEADER, sizeOfMember } from '../bytes/gzip-size.js';
import { type ByteInput, type FileInput, RewoundInput } from './byte-input.js';
import { GzipInput } from './gzip-input.js';
import { MemoryInput } from './memory-input.js';

/** Members that are decompressed ahead: with one for each CPU, more gained nothing. The second one shows where the first ends. */
const AHEAD = Math.max(2, Math.min(4, availableParallelism()));
/** Largest size of a member that is decompressed at once, before and after. */
const MAX_SIZE = 4 << 20;
const NONE = Buffer.alloc(0);

/** Whether what follows the last member ends the file for zlib: nothing, or zeros. */
const isPadding = (bytes: Buffer): boolean => (bytes[0] ?? 0) === 0;

/** A member: where it begins, as it is in the file, and its content; null if it cannot be decompressed alone. */
interface Member {
  readonly start: number;
  readonly compressed: Buffer;
  readonly content: Promise<Buffer | null>;
}

/**
 * Decompressed content of a file whose gzip members say how long they are, several decompressed at once. GzipInput reads one
 * that is damaged, or whose content is too large, if another member follows where it says that it ends: damage goes no further.
 * From the first one on that says nothing, lies or is cut, GzipInput reads the file.
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
  /** Reads what this cannot: one member alone, or the rest of the file; null for nothing. */
  private slow: GzipInput | null = null;
  private isAlone = false;

  /** Decompresses for a reader that takes `pieceSize` bytes at a time. */
  constructor(inner: FileInput, pieceSize: number) {
    this.inner = inner;
    this.pieceSize = pieceSize;
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    while (this.used === this.content.length) {
      if (this.slow !== null) {
        const count = await this.slow.read(into, at, size);
        if (count > 0 || !this.isAlone) return count;
        this.endAlone();
      } else if (!(await this.next())) return 0;
    }
    const count = this.content.copy(into, at, this.used, Math.min(this.content.length, this.used + size));
    this.used += count;
    return count;
  }

  /** Goes on with the next member, or leaves it or the rest to GzipInput; false at the end. */
  private async next(): Promise<boolean> {
    this.readAhead();
    const [member, follower] = this.members;
    if (member === undefined) return false;
    const content = await member.content;
    if (content === null && isPadding(member.compressed)) return false;
    this.content = content ?? NONE;
    this.used = 0;
    if (content !== null) this.members.shift();
    else if (follower !== undefined && sizeOfMember(follower.compressed) !== null) this.beginAlone(member);
    else this.leaveRest(member.start);
    return true;
  }

  private beginAlone({ compressed }: Member): void {
    this.members.shift();
    this.slow = new GzipInput(new MemoryInput(compressed), this.pieceSize);
    this.isAlone = true;
  }

  private endAlone(): void {
    this.slow?.close();
    this.slow = null;
    this.isAlone = false;
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
    this.slow = new GzipInput(new RewoundInput(head, this.inner), this.pieceSize, start);
    this.members.length = 0;
  }

  async resume(): Promise<boolean> {
    if (!this.isAlone) return (await this.slow?.resume()) ?? false;
    this.endAlone();
    return true;
  }

  rewind(): boolean {
    return false;
  }

  stop(): void {
    this.isOver = true;
    this.inner.stop();
    this.slow?.stop();
  }

  close(): void {
    this.stop();
    this.slow?.close();
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
