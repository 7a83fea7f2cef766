const FIRST_SIZE = 256;

/** Little-endian writer over a buffer that grows as needed. */
export class Writer {
  private bytes: Buffer = Buffer.alloc(FIRST_SIZE);
  private view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength);
  private position = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.position;
  }

  private take(size: number): number {
    const at = this.position;
    this.position = at + size;
    if (this.position > this.bytes.length) this.grow();
    return at;
  }

  private grow(): void {
    const bytes = Buffer.alloc(Math.max(this.bytes.length * 2, this.position));
    this.bytes.copy(bytes);
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(value: number): void {
    const at = this.take(1);
    this.view.setUint8(at, value);
  }

  uint16(value: number): void {
    const at = this.take(2);
    this.view.setUint16(at, value, true);
  }

  uint32(value: number): void {
    const at = this.take(4);
    this.view.setUint32(at, value, true);
  }

  /** Integer of up to 53 bits, signed, as 64 bits. */
  int64(value: number): void {
    const at = this.take(8);
    this.view.setUint32(at, value % 4294967296, true);
    this.view.setInt32(at + 4, Math.floor(value / 4294967296), true);
  }

  bigUint64(value: bigint): void {
    const at = this.take(8);
    this.view.setBigUint64(at, value, true);
  }

  copy(value: Uint8Array): void {
    const at = this.take(value.length);
    this.bytes.set(value, at);
  }

  /** Byte string, one byte per character. */
  text(value: string): void {
    const at = this.take(value.length);
    this.bytes.write(value, at, 'latin1');
  }

  zeros(size: number): void {
    const at = this.take(size);
    this.bytes.fill(0, at, at + size);
  }

  /** Overwrites four bytes written earlier. */
  patchUint32(at: number, value: number): void {
    this.view.setUint32(at, value, true);
  }

  /** Starts over in the same memory. */
  reset(): void {
    this.position = 0;
  }

  /** The bytes written: a view of the writer's buffer, valid until the next write. */
  finish(): Buffer {
    return this.bytes.subarray(0, this.position);
  }
}
