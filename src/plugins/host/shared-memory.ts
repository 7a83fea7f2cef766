import { closeSync, existsSync, ftruncateSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BATCH_HEAD, STATUS } from './frames.js';

/** The layout: native/plugins/shared.h has the same. */
const HEAD = 16;
const BLOCKS_AT = 4096;
const BLOCKS_SIZE = 32 << 20;
const VALUES_AT = BLOCKS_AT + BLOCKS_SIZE;
const VALUES_SIZE = 96 << 20;
/** Where files are memory. */
const MEMORY = '/dev/shm';

let made = 0;

/** Memory of the host's process, which outlives it: events that the plugin has delivered and the host has not sent. */
export class SharedMemory {
  /** A file without a name. */
  readonly fd: number;
  private isOpen = true;

  constructor() {
    const folder = existsSync(MEMORY) ? MEMORY : tmpdir();
    const path = join(folder, `sysshark-plugin-${process.pid}-${made++}`);
    this.fd = openSync(path, 'wx+', 0o600);
    unlinkSync(path);
    ftruncateSync(this.fd, VALUES_AT + VALUES_SIZE);
  }

  /** What the host could not send, as the content of a batch; null if it sent all up to the batch with the number `last`. */
  unsent(last: number): Buffer | null {
    const [batch = 0, count = 0, blocks = 0, values = 0] = new Uint32Array(this.read(0, HEAD).buffer, 0, HEAD / 4);
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

  private read(at: number, size: number): Buffer {
    const bytes = Buffer.alloc(size);
    readSync(this.fd, bytes, 0, size, at);
    return bytes;
  }
}
