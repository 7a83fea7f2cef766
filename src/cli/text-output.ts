import { write } from 'node:fs';
import { SyssharkError } from '../errors.js';

/** Characters that are collected before they become bytes. */
const ROPE = 1 << 15;
const RETRY_MS = 2;

/**
 * Text to a descriptor in large writes: lines are collected by `line` and written by `flush`. Byte strings go out as the
 * bytes that they stand for. A reader that went away is no error: `isGone` is then true and all further text is dropped.
 */
export class TextOutput {
  isGone = false;
  private readonly fd: number;
  private rope = '';
  private chunks: Buffer[] = [];

  constructor(fd: number) {
    this.fd = fd;
  }

  /** Adds a line, without its end. */
  line(text: string): void {
    this.rope += text;
    this.rope += '\n';
    if (this.rope.length > ROPE) this.cut();
  }

  private cut(): void {
    if (this.rope !== '') this.chunks.push(Buffer.from(this.rope, 'latin1'));
    this.rope = '';
  }

  /** Writes what was collected. Throws SyssharkError IO. */
  async flush(): Promise<void> {
    this.cut();
    if (this.chunks.length === 0) return;
    const bytes = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
    this.chunks = [];
    let at = 0;
    while (at < bytes.length && !this.isGone) at += await this.writeSome(bytes, at);
  }

  private writeSome(bytes: Buffer, at: number): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.fd, bytes, at, bytes.length - at, null, (error, written) => {
        if (error === null) resolve(written);
        else if (error.code === 'EAGAIN') setTimeout(() => resolve(0), RETRY_MS);
        else if (error.code === 'EPIPE') {
          this.isGone = true;
          resolve(0);
        } else reject(new SyssharkError('IO', `writing to standard output: ${error.message}`, { cause: error }));
      });
    });
  }
}
