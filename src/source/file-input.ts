import { closeSync, createReadStream, fstatSync, openSync, read } from 'node:fs';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { type ByteInput, RewoundInput } from './byte-input.js';
import { GzipInput } from './gzip-input.js';
import { StreamInput } from './stream-input.js';

const GZIP_MAGIC = 0x8b1f;
const PEEK = 4096;

/** Bytes of a regular file. The next piece is read by another thread while the caller looks at the one before. */
class RegularInput implements ByteInput {
  private readonly fd: number;
  private position = 0;
  private isOver = false;
  private isClosed = false;
  private ahead: Buffer;
  /** What of `ahead` has been read and not handed out. */
  private from = 0;
  private to = 0;
  private fetching: Promise<void> | null = null;

  /** Reads `pieceSize` bytes at a time. */
  constructor(fd: number, pieceSize: number) {
    this.fd = fd;
    this.ahead = Buffer.allocUnsafeSlow(pieceSize);
  }

  async read(into: Buffer, at: number, size: number): Promise<number> {
    if (this.from === this.to && !this.isOver) await this.fetched();
    if (this.isOver) return 0;
    const count = this.ahead.copy(into, at, this.from, Math.min(this.to, this.from + size));
    this.from += count;
    if (this.from === this.to && count > 0) this.fetch();
    return count;
  }

  private async fetched(): Promise<void> {
    if (this.fetching === null) this.fetch();
    await this.fetching;
    this.fetching = null;
  }

  private fetch(): void {
    const { ahead, position } = this;
    this.fetching = new Promise<void>((resolve, reject) => {
      read(this.fd, ahead, 0, ahead.length, position, (error, count) => {
        if (error !== null) {
          reject(error);
          return;
        }
        if (ahead === this.ahead) this.hold(count);
        resolve();
      });
    });
    // told to whoever reads next
    this.fetching.catch(() => undefined);
  }

  private hold(count: number): void {
    this.from = 0;
    this.to = count;
    this.position += count;
  }

  rewind(): boolean {
    this.position = 0;
    this.from = 0;
    this.to = 0;
    // a piece that is on its way goes into the buffer that nobody looks at any more
    this.ahead = Buffer.allocUnsafeSlow(this.ahead.length);
    this.fetching = null;
    return true;
  }

  stop(): void {
    this.isOver = true;
  }

  close(): void {
    this.isOver = true;
    if (this.isClosed) return;
    this.isClosed = true;
    const close = (): void => closeSync(this.fd);
    if (this.fetching === null) close();
    else this.fetching.then(close, close);
  }
}

/** The bytes behind a path. Throws what the system says where it cannot be opened. */
function openPath(path: string, pieceSize: number): ByteInput {
  const fd = openSync(path, 'r');
  const stat = fstatSync(fd);
  // a pipe read by the thread pool would keep the process from ending while its writer is silent
  if (stat.isFIFO()) return new StreamInput(new Socket({ fd, readable: true, writable: false }));
  if (stat.isFile() || stat.isDirectory()) return new RegularInput(fd, pieceSize);
  return new StreamInput(createReadStream('', { fd }));
}

/** Opens a path, or the stream given in its place; a file is read in pieces of `pieceSize` bytes. Throws what the system says. */
export function openInput(path: string, stream: Readable | null, pieceSize: number): ByteInput {
  return stream === null ? openPath(path, pieceSize) : new StreamInput(stream);
}

/** The content of an input: as it is, or decompressed, `pieceSize` bytes at a time, where it starts like a gzip file. */
export async function decompressed(input: ByteInput, pieceSize: number): Promise<ByteInput> {
  const head = Buffer.allocUnsafe(PEEK);
  let count = 0;
  while (count < 2) {
    const more = await input.read(head, count, PEEK - count);
    if (more === 0) break;
    count += more;
  }
  const rewound = new RewoundInput(head.subarray(0, count), input);
  return count >= 2 && head.readUInt16LE(0) === GZIP_MAGIC ? new GzipInput(rewound, pieceSize) : rewound;
}
