import { loadAddon } from './native.js';

/**
 * The room that growing content takes in a file without a name. What is oldest can be given back as a hole at the beginning of the file:
 * offsets of the rest stay what they are, for those who write it, too.
 */
export class ContentRoom {
  /** Most bytes that it may take. */
  readonly limit: number;
  /** Bytes from its beginning on that are gone. */
  dropped = 0;
  /** Whether what is oldest can be given back, as far as is known. */
  canDrop = true;
  /** Drops what is oldest if there is too much. Who reads the content sets it, who knows where it can begin. */
  make: () => void = () => undefined;
  private readonly fd: number;
  private readonly written: () => number;

  /** `written`: bytes that were written to `fd` so far. */
  constructor(fd: number, limit: number, written: () => number) {
    this.fd = fd;
    this.limit = limit;
    this.written = written;
  }

  /** Offset behind the last byte. */
  get end(): number {
    return this.written();
  }

  /** Bytes that it takes. */
  get used(): number {
    return this.written() - this.dropped;
  }

  /** Whether it takes more than it may, and nothing more can be dropped. */
  get isFull(): boolean {
    if (this.used > this.limit) this.make();
    return this.used > this.limit;
  }

  /** Gives back what is before an offset; false if this system cannot. */
  drop(offset: number): boolean {
    if (!this.canDrop) return false;
    try {
      loadAddon().punchHole(this.fd, 0, offset);
      this.dropped = offset;
    } catch {
      // there is no addon, or the file system has no holes
      this.canDrop = false;
    }
    return this.canDrop;
  }
}
