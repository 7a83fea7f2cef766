import { closeSync, existsSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAll } from '../../source/write-all.js';
import { BATCH_HEAD, STATUS } from './frames.js';

/** The layout: native/plugins/shared.h has the same. */
const HEAD = 16;
const BLOCKS_AT = 4096;
/** Room for events of a capture, and the table before them. */
export const BLOCKS_SIZE = 96 << 20;
const VALUES_AT = BLOCKS_AT + BLOCKS_SIZE;
const VALUES_SIZE = 96 << 20;
/** Where files are memory. */
const MEMORY = '/dev/shm';
const NOTHING = Buffer.alloc(HEAD);

let made = 0;

/** What a process of a plugin has answered: for how many events, and their values. */
export interface Given {
  readonly count: number;
  readonly values: Buffer;
}

/**
 * Memory of the host's process, which outlives it: events that the plugin has delivered and the host has not sent, or those of a capture
 * and their values.
 */
export class SharedMemory {
  /** A file without a name. */
  readonly fd: number;
  private isOpen = true;
  /** Values are read into it; it grows. */
  private values = Buffer.alloc(0);

  constructor() {
    const folder = existsSync(MEMORY) ? MEMORY : tmpdir();
    const path = join(folder, `sysshark-plugin-${process.pid}-${made++}`);
    this.fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    ftruncateSync(this.fd, VALUES_AT + VALUES_SIZE);
  }

  /** Puts events where the host reads them; as yet, none of them has values. Throws the system's error. */
  put(parts: readonly Uint8Array[]): void {
    writeAll(this.fd, NOTHING, 0);
    let at = BLOCKS_AT;
    for (const part of parts) {
      writeAll(this.fd, part, at);
      at += part.length;
    }
  }

  /** The values that these events have by now, valid until the next call; null if the plugin has overwritten their sizes. */
  given(): Given | null {
    const { count, values: size } = this.head();
    if (size > VALUES_SIZE) return null;
    if (size > this.values.length) this.values = Buffer.allocUnsafeSlow(2 * size);
    const values = this.values.subarray(0, size);
    if (size > 0) readSync(this.fd, values, 0, size, VALUES_AT);
    return { count, values };
  }

  /** What the host could not send, as the content of a batch; null if it sent all up to the batch with the number `last`. */
  unsent(last: number): Buffer | null {
    const { batch, count, blocks, values } = this.head();
    if (batch <= last || count === 0 || blocks > BLOCKS_SIZE || values > VALUES_SIZE) return null;
    const head = Buffer.alloc(BATCH_HEAD);
    for (const [i, value] of [STATUS.MORE, count, blocks, values, batch].entries()) head.writeUInt32LE(value, i * 4);
    return Buffer.concat([head, this.read(BLOCKS_AT, blocks), this.read(VALUES_AT, values)]);
  }

  /** Frees it. Idempotent. */
  close(): void {
    if (this.isOpen) closeSync(this.fd);
    this.isOpen = false;
  }

  private head(): Readonly<Record<'batch' | 'count' | 'blocks' | 'values', number>> {
    const bytes = this.read(0, HEAD);
    const [batch, count, blocks, values] = [0, 4, 8, 12].map((at) => bytes.readUInt32LE(at)) as [
      number,
      number,
      number,
      number,
    ];
    return { batch, count, blocks, values };
  }

  private read(at: number, size: number): Buffer {
    const bytes = Buffer.alloc(size);
    readSync(this.fd, bytes, 0, size, at);
    return bytes;
  }
}
