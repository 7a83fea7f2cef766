import { closeSync, linkSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { pid } from 'node:process';
import { SyssharkError } from '../errors.js';
import { createFile } from '../output/output-file.js';

const WORD = /^(\d{1,10}) (\d{1,20})\n$/;
/** Place of the start time among the words behind the name in /proc/PID/stat (proc(5)). */
const START_TIME = 19;

/** When a process started, in ticks since the boot; null if there is none with this id. */
function startOf(process: number): string | null {
  try {
    const text = readFileSync(`/proc/${process}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[START_TIME] ?? null;
  } catch {
    return null;
  }
}

/** A file that says which process uses a folder. It means nothing once that process is gone. */
export class FolderLock {
  private readonly path: string;
  private readonly advice: string;
  private isHeld = false;

  /** `advice`: what to do if another process uses the folder. */
  constructor(path: string, advice: string) {
    this.path = path;
    this.advice = advice;
  }

  /** Throws SyssharkError IO if another process uses the folder, and the system's error. */
  take(): void {
    const own = `${this.path}.${pid}`;
    rmSync(own, { force: true });
    const fd = createFile(own);
    try {
      writeSync(fd, `${pid} ${startOf(pid)}\n`);
    } finally {
      closeSync(fd);
    }
    try {
      this.refuseOther();
      rmSync(this.path, { force: true });
      // fails if somebody else has just done the same
      linkSync(own, this.path);
      this.isHeld = true;
    } finally {
      rmSync(own);
    }
  }

  private refuseOther(): void {
    let text = '';
    try {
      text = readFileSync(this.path, 'latin1');
    } catch {
      return;
    }
    const [, other = '', start] = WORD.exec(text) ?? [];
    if (other !== '' && startOf(Number(other)) === start)
      throw new SyssharkError('IO', `process ${other} uses ${this.advice}`);
  }

  /** Idempotent. */
  release(): void {
    if (this.isHeld) rmSync(this.path, { force: true });
    this.isHeld = false;
  }
}
