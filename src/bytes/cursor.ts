import { ScapError } from '../errors.js';
import { readInt64, readUint64 } from './int64.js';

/**
 * Bounds-checked little-endian reads from part of a buffer. Every read advances. A read past `end` throws ScapError (DAMAGED) with
 * the byte offset in the capture, which is `origin` plus the position in the buffer.
 */
export class Cursor {
  readonly end: number;
  position: number;
  private readonly bytes: Buffer;
  private readonly view: DataView;
  private readonly origin: number;

  constructor(bytes: Buffer, range: { start: number; end: number; origin: number }) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = range.start;
    this.end = Math.min(range.end, bytes.length);
    this.origin = range.origin;
  }

  /** Bytes left. */
  get remaining(): number {
    return this.end - this.position;
  }

  /** Byte offset of the next read in the capture. */
  get offset(): number {
    return this.origin + this.position;
  }

  /** Error for invalid content at the current position. */
  damaged(what: string): ScapError {
    return new ScapError('DAMAGED', `damaged at byte ${this.offset}: ${what}`, this.offset);
  }

  private take(size: number): number {
    const at = this.position;
    if (size > this.end - at) throw this.damaged(`${size} bytes expected, ${this.end - at} left in the block`);
    this.position = at + size;
    return at;
  }

  uint8(): number {
    return this.view.getUint8(this.take(1));
  }

  uint16(): number {
    return this.view.getUint16(this.take(2), true);
  }

  uint32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  /** Signed 64-bit integer as a number (see the 64-bit policy). */
  int64(): number {
    return readInt64(this.view, this.take(8));
  }

  /** Unsigned 64-bit integer as a number (see the 64-bit policy). */
  uint64(): number {
    return readUint64(this.view, this.take(8));
  }

  /** Unsigned 64-bit integer, exact. */
  bigUint64(): bigint {
    return this.view.getBigUint64(this.take(8), true);
  }

  /** A copy of the next `size` bytes; small copies share memory. */
  copy(size: number): Uint8Array {
    const at = this.take(size);
    return Buffer.from(this.bytes.subarray(at, at + size));
  }

  /** The next `size` bytes as a byte string. */
  text(size: number): string {
    const at = this.take(size);
    return this.bytes.toString('latin1', at, at + size);
  }

  /** The remaining bytes as a byte string, without advancing. */
  rest(): string {
    return this.bytes.toString('latin1', this.position, this.end);
  }

  skip(size: number): void {
    this.take(size);
  }

  /** A cursor over the next `size` bytes, which this one skips. */
  part(size: number): Cursor {
    const start = this.take(size);
    return new Cursor(this.bytes, { start, end: start + size, origin: this.origin });
  }
}
