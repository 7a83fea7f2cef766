import { appendFileSync, closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { openCaptureFile } from '../../src/source/capture-file.js';
import { ContentRoom } from '../../src/source/content-room.js';
import { Growth } from '../../src/source/growth.js';
import type { RawContent } from '../../src/source/raw-content.js';

/** A capture that is written while it is looked at: a copy of another one, of which more and more is there. */
export class GrowingContent implements RawContent {
  readonly name = 'growing';
  readonly path: string;
  readonly fd = null;
  readonly size = null;
  readonly room: ContentRoom | null;
  readonly isLive = true;
  readonly recorder = null;
  readonly growth = new Growth();
  private readonly droppedFd: number;
  private isClosed = false;
  private readonly whole: Buffer;
  private written = 0;

  /** `limit`: bytes that are kept, without which nothing is dropped. */
  constructor(path: string, capture: string, limit: number | null = null) {
    this.path = path;
    this.whole = readFileSync(capture);
    writeFileSync(path, '');
    this.droppedFd = openSync(path, 'r+');
    this.room = limit === null ? null : new ContentRoom(this.droppedFd, limit, () => this.written);
  }

  /** Writes up to a share (0 to 1) of all bytes, wherever that cuts a block. */
  growTo(share: number): void {
    const end = Math.floor(this.whole.length * share);
    appendFileSync(this.path, this.whole.subarray(this.written, end));
    this.written = end;
    this.growth.notify();
    if (share === 1) this.growth.end();
  }

  read: RawContent['read'] = (options) =>
    openCaptureFile(this.path, { ...options, growth: this.growth, room: this.room });

  close(): void {
    this.growth.end();
    if (!this.isClosed) closeSync(this.droppedFd);
    this.isClosed = true;
  }
}
