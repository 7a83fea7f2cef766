import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { RECORDS_FOR, type RecorderMessage } from '../parent-channel.js';

/** The exit status for a process that was ended by a signal is this plus the signal's number. */
const SIGNALLED = 128;

/** How a process that records for this one is started, and what happens with what it says. */
export interface RecordingParts {
  readonly words: readonly string[];
  /** What it writes to as its standard output: a descriptor, or that of this process. */
  readonly output: number | 'inherit';
  readonly hear: (message: RecorderMessage) => void;
}

/**
 * This program once more, which records: it has rings, a queue and a thread of its own, so it waits for nothing that this process does
 * with what is recorded, and it gives up root by itself. It ends with this process.
 */
export class RecordingProcess {
  /** Its exit status, once it has ended; null until then. */
  status: number | null = null;
  /** The signal that ended it; null for none. */
  signal: NodeJS.Signals | null = null;
  /** Resolves when it has ended. Rejects with SyssharkError IO if it could not be started. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;

  constructor({ words, output, hear }: RecordingParts) {
    this.child = spawn(process.execPath, [...process.execArgv, process.argv[1] as string, ...words], {
      stdio: ['inherit', output, 'inherit', 'ipc'],
      env: { ...process.env, [RECORDS_FOR]: String(process.pid) },
    });
    this.child.on('message', (message) => hear(message as RecorderMessage));
    this.ended = this.end();
  }

  private async end(): Promise<void> {
    const [code, signal] = (await once(this.child, 'exit').catch((error: unknown) => {
      throw new SyssharkError('IO', `cannot start the process that records: ${reasonOf(error)}`, { cause: error });
    })) as [number | null, NodeJS.Signals | null];
    this.signal = signal;
    this.status = code ?? SIGNALLED + constants.signals[signal as NodeJS.Signals];
  }

  /** Asks it to end. Idempotent. */
  stop(): void {
    if (this.child.connected) this.child.send('end', () => undefined);
  }
}
