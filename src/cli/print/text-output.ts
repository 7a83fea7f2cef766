import { write } from 'node:fs';
import { ByteText } from '../../bytes/byte-text.js';
import { maskForTerminal } from '../../bytes/mask.js';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';

const RETRY_MS = 2;
const NEW_LINE = 10;

/** Where text is written. */
interface Target {
  readonly fd: number;
  /** Its name in messages. */
  readonly name: string;
  readonly isForTerminal: boolean;
}

/**
 * Writes text to a descriptor in large writes: it is collected in `text` and written by `flush`. What could control a
 * terminal is masked for terminals. If the reader has exited, `isGone` becomes true and all further text is dropped.
 */
export class TextOutput {
  isGone = false;
  readonly text = new ByteText();
  private target: Target;

  /** Text for standard output or another descriptor. */
  constructor(fd: number, isForTerminal: boolean) {
    this.target = { fd, name: 'standard output', isForTerminal };
  }

  /** Writes all text elsewhere; nothing may have been flushed. */
  redirect(target: Target): void {
    this.target = target;
  }

  /** Adds a line (byte string without the line break). */
  line(text: string): void {
    this.text.addText(text);
    this.text.addByte(NEW_LINE);
  }

  /** Writes the collected text; nothing may be added until it has finished. Throws SyssharkError IO. */
  async flush(): Promise<void> {
    if (this.target.isForTerminal) maskForTerminal(this.text);
    const { bytes, length } = this.text;
    if (length > 0) await this.write(bytes.subarray(0, length));
    this.text.length = 0;
  }

  /** Writes bytes after the flushed text. Throws SyssharkError IO. */
  async write(bytes: Uint8Array): Promise<void> {
    let at = 0;
    while (at < bytes.length && !this.isGone) at += await this.writeSome(bytes.subarray(at));
  }

  private writeSome(bytes: Uint8Array): Promise<number> {
    return new Promise((resolve, reject) => {
      write(this.target.fd, bytes, 0, bytes.length, null, (error, written) => {
        if (error === null) resolve(written);
        else if (error.code === 'EAGAIN') setTimeout(() => resolve(0), RETRY_MS);
        else if (error.code === 'EPIPE') {
          this.isGone = true;
          resolve(0);
        } else
          reject(new SyssharkError('IO', `cannot write ${this.target.name}: ${reasonOf(error)}`, { cause: error }));
      });
    });
  }
}
