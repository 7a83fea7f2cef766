import { copyFileSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { SyssharkError } from '../../errors.js';
import type { Account } from '../../source/account.js';
import { reasonOf } from '../../source/system-error.js';
import { findDuckDb } from '../../sql/duckdb.js';
import { EXIT } from '../exit-codes.js';
import type { LiveExportRequest } from '../options/export-options.js';
import { compileFor, filterOf } from '../print/printing.js';
import type { EndReason, ProcessIo } from '../process-io.js';
import { exportCaptures, makeTemporary } from './export-captures.js';
import { planServerDrop } from './privileges.js';
import { RecordingProcess } from './recording-process.js';

const POLL_MS = 200;
/** Beside a recorder: what is recorded matters more than what is written of it. */
const NICE = 5;
const BASE = 'live.scap';
const NUMBERED = /^live\.scap(\d+)$/;
const DIGITS = 6;

/** Does something as another user, which root can. */
function asUser<T>(account: Account | null, act: () => T): T {
  if (account === null) return act();
  process.setegid?.(account.gid);
  process.seteuid?.(account.uid);
  try {
    return act();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}

/** Numbers of the captures in a folder, in order; `areAll`: also of the last one, which may not be whole. */
function captured(folder: string, areAll: boolean): string[] {
  const numbers = readdirSync(folder).flatMap((name) => NUMBERED.exec(name)?.[1] ?? []);
  numbers.sort((a, b) => Number(a) - Number(b));
  return areAll ? numbers : numbers.slice(0, -1);
}

/** Moves a file, also to another file system. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    copyFileSync(from, to);
    rmSync(from);
  }
}

/** Writes the rows of captures, one after the other, while the next one is recorded. */
class LiveExport {
  private readonly request: LiveExportRequest;
  private readonly version: string;
  private readonly warn: ProcessIo['warn'];
  private readonly folder: string;
  /** Where the captures are until their rows are written. */
  private readonly temporary: string;
  /** Begins the names of the files. */
  private readonly name = `live-${new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replaceAll(':', '-')}`;
  private recorder: RecordingProcess | null = null;
  private hasProblems = false;
  private stopWork: (() => void) | null = null;
  private isAborted = false;

  constructor(request: LiveExportRequest, version: string, temporary: string, warn: ProcessIo['warn']) {
    this.request = request;
    this.version = version;
    this.warn = warn;
    this.folder = resolve(request.folder);
    this.temporary = temporary;
  }

  /** Begins to record. */
  start(): void {
    const words = ['-w', join(this.temporary, BASE), ...this.request.words];
    // what it says, it also writes to standard error
    this.recorder = new RecordingProcess({ words, output: 'inherit', hear: () => undefined });
  }

  /** Ends the recording; what was recorded is written. A second time, that is left as it is. */
  readonly end = (why: EndReason): void => {
    if (why === 'interrupted' && this.recorder?.status === null) {
      this.recorder.stop();
      return;
    }
    this.isAborted = true;
    this.recorder?.stop();
    this.stopWork?.();
  };

  /** Resolves to the exit status. Throws SyssharkError; captures whose rows were not written stay. */
  async run(): Promise<number> {
    try {
      await this.writeAll();
      rmdirSync(this.temporary);
    } catch (error) {
      this.recorder?.stop();
      await this.recorder?.ended.catch(() => undefined);
      throw this.withRest(error);
    }
    const status = this.recorder?.status ?? EXIT.ERROR;
    return status === EXIT.DONE && this.hasProblems ? EXIT.INCOMPLETE : status;
  }

  /** An error that says which captures are left. */
  private withRest(error: unknown): unknown {
    const left = captured(this.temporary, true).length;
    if (left === 0) {
      rmdirSync(this.temporary);
      return error;
    }
    if (!(error instanceof SyssharkError)) return error;
    const files = left === 1 ? '1 capture is' : `${left} captures are`;
    const message = `${error.message}; ${files} in ${this.temporary}: export each to ${this.folder}`;
    return new SyssharkError(error.code, message, { cause: error });
  }

  private async writeAll(): Promise<void> {
    const { recorder, temporary } = this;
    if (recorder === null) return;
    for (;;) {
      const hasEnded = recorder.status !== null;
      for (const number of captured(temporary, hasEnded)) await this.write(number);
      if (hasEnded) return;
      await Promise.race([recorder.ended, setTimeout(POLL_MS)]);
    }
  }

  private async write(number: string): Promise<void> {
    const { request, version, folder, name } = this;
    if (this.isAborted) throw new SyssharkError('IO', 'interrupted');
    const path = join(this.temporary, `${BASE}${number}`);
    const { hasData, kept, options } = request;
    const parts = { captures: [path], filter: '', stateBytes: options.stateBytes, folder, hasData, version };
    const problems = await exportCaptures({ ...parts, name: `${name}-${number.padStart(DIGITS, '0')}` }, (stop) => {
      this.stopWork = stop;
      return () => {
        this.stopWork = null;
      };
    });
    for (const problem of problems) this.warn(`sysshark: ${problem}`);
    this.hasProblems ||= problems.length > 0;
    if (kept === null) rmSync(path);
    else this.keep(path, `${kept}${number}`);
  }

  private keep(path: string, to: string): void {
    try {
      move(path, to);
    } catch (error) {
      throw new SyssharkError('IO', `cannot write ${to}: ${reasonOf(error)}`, { cause: error });
    }
  }
}

/**
 * Writes what happens as Parquet, until it is interrupted or the recording has reached its end; resolves to the exit status. Throws
 * SyssharkError; captures whose rows were not written stay, and the error says where.
 */
export async function runLiveExport(
  request: LiveExportRequest,
  version: string,
  processIo: ProcessIo,
): Promise<number> {
  const drop = planServerDrop(request, 'export writes nothing', processIo);
  compileFor(request.options, filterOf(request.options));
  findDuckDb();
  const temporary = asUser(drop?.account ?? null, () => makeTemporary(resolve(request.folder)));
  const work = new LiveExport(request, version, temporary, processIo.warn);
  work.start();
  drop?.applyWhole();
  if (getPriority() < NICE) setPriority(NICE);
  const forget = processIo.onEnd(work.end);
  return await work.run().finally(forget);
}
