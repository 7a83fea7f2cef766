import { closeSync, fchownSync, fstatSync } from 'node:fs';
import { type CaptureFileOptions, openCaptureFile } from './capture-file.js';
import { ContentRoom } from './content-room.js';
import { Growth } from './growth.js';
import type { Account } from './native.js';
import type { RawContent, RecorderReport } from './raw-content.js';
import type { EventSource } from './source.js';
import { openUnnamedFile, unrecorded } from './unnamed-file.js';

/** How often the file is asked whether it has grown, in ms. */
const POLL_MS = 50;

/** What is recorded. */
interface Recording {
  readonly name: string;
  readonly filter: string;
  readonly isLive: boolean;
  /** Most bytes of it that are kept. */
  readonly limit: number;
}

/** A file without a name into which another process records, so that it never waits for who reads. */
export class RecordedContent implements RawContent {
  readonly name: string;
  /** Where to record. */
  readonly fd: number;
  readonly path: string;
  readonly size = null;
  readonly isLive: boolean;
  readonly growth = new Growth();
  readonly room: ContentRoom;
  recorder: RecorderReport;
  /** Called when it takes more than `limit` bytes that have not been read, so that none can be dropped. */
  onFull: () => void = () => undefined;
  private readonly timer: NodeJS.Timeout;
  private known = 0;
  private isClosed = false;

  /** Opens the file, for another user if one is given. Throws SyssharkError IO. */
  constructor({ name, filter, isLive, limit }: Recording, account: Account | null) {
    this.name = name;
    this.isLive = isLive;
    this.recorder = { filter, lost: 0, isExact: true, problem: null };
    try {
      this.fd = openUnnamedFile();
      if (account !== null) fchownSync(this.fd, account.uid, account.gid);
    } catch (error) {
      throw unrecorded(error);
    }
    this.room = new ContentRoom(this.fd, limit, () => this.written);
    this.path = `/proc/self/fd/${this.fd}`;
    this.timer = setInterval(() => this.look(), POLL_MS);
  }

  /** Bytes recorded so far. */
  get written(): number {
    return fstatSync(this.fd).size;
  }

  private look(): void {
    const { written } = this;
    if (written === this.known) return;
    this.known = written;
    this.growth.notify();
    if (this.room.isFull) this.onFull();
  }

  /** Notes what the recorder says. */
  report(told: Partial<RecorderReport>): void {
    this.recorder = { ...this.recorder, ...told };
  }

  /** No more comes. */
  end(): void {
    clearInterval(this.timer);
    this.growth.end();
  }

  read(options: CaptureFileOptions): EventSource {
    return openCaptureFile(this.path, { ...options, growth: this.growth, room: this.room });
  }

  close(): void {
    this.end();
    if (!this.isClosed) closeSync(this.fd);
    this.isClosed = true;
  }
}
