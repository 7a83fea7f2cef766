import { constants } from 'node:os';
import { env } from 'node:process';
import { type ExecaError, execa, type Result } from 'execa';
import { SyssharkError } from '../errors.js';
import type { Account } from '../source/account.js';
import { hasNumbersOfEvents } from '../source/procfs/namespace.js';
import type { EventSource } from '../source/source.js';
import type { SystemState } from '../state/system-state.js';
import { checkProgram } from './find-program.js';

/**
 * Waits in the place of the command, with its process, until somebody writes a line to descriptor 3. The command has as many
 * descriptors as its caller allows (bin/sysshark notes it).
 */
const WAITING =
  'files=$SYSSHARK_OPEN_FILES; unset SYSSHARK_OPEN_FILES; [ -z "$files" ] || ulimit -Sn "$files"; read -r go <&3 && exec "$@" 3<&-';
/** Where dash looks for programs without a PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** What starts a command as root must not be what the caller has put on PATH under their names. */
const SHELL = '/bin/sh';
const SETPRIV = '/usr/bin/setpriv';
/** Shells say 128 and the signal for a program that was ended by one. */
const SIGNALLED = 128;
/** How often it is looked whether descendants are still there. */
const LOOK_MS = 20;
/** Events are known this much later than they happen at most; those of ends that were lost are waited for no longer than that. */
const LATE_MS = { SEEN: 200, LOST: 1000 } as const;

/** A command that is captured from its first system call on, with all that descend from it. */
export class TracedCommand {
  /** Its process, which exists before it begins. */
  readonly pid: number;
  /** Resolves to its exit status, 128 and more where a signal ended it. */
  readonly status: Promise<number>;
  private readonly child: ReturnType<typeof spawn>;
  private hasBegun = false;
  private hasEnded = false;
  private open: () => void = () => undefined;

  /**
   * Makes the process, of that user if one is given, which waits for beginIn(). Throws SyssharkError where its events would not be known as
   * its own, or what starts it is not there; CommandError where it cannot be run.
   */
  constructor(command: readonly string[], account: Account | null) {
    if (!hasNumbersOfEvents('/proc'))
      throw new SyssharkError(
        'USAGE',
        'a command is captured from the pid namespace of the host only; here, capture with a filter such as proc.name=…',
      );
    const opened = new Promise<void>((resolve) => {
      this.open = resolve;
    });
    this.child = spawn(command, account, opened);
    if (this.child.pid === undefined)
      throw new SyssharkError(
        'PRIVILEGE',
        account === null
          ? `a command is started by ${SHELL}, which cannot be run`
          : `a command of another user is started by ${SETPRIV} (package util-linux), which cannot be run`,
      );
    this.pid = this.child.pid;
    try {
      checkProgram(command[0] ?? '', env['PATH'] ?? DEFAULT_PATH);
    } catch (error) {
      this.stop();
      throw error;
    }
    this.status = this.child.then((result) => {
      this.hasEnded = true;
      return statusOf(result);
    });
  }

  /** Lets the command run, once, known to the state as what is captured; the source ends when it has ended, and all its descendants have. */
  beginIn(state: SystemState, source: EventSource): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    state.commandTid = this.pid;
    this.open();
    void this.allEnded(() => commandThreads(state)).then(() => source.stop());
  }

  /** Resolves when the command and all its descendants have ended: `threads` gives those whose end is not known yet. */
  private async allEnded(threads: () => readonly number[]): Promise<void> {
    await this.status;
    for (let aliveAt = performance.now(); ; await new Promise((resolve) => setTimeout(resolve, LOOK_MS))) {
      const known = threads();
      const now = performance.now();
      if (known.some(isThere)) aliveAt = now;
      if (now - aliveAt > (known.length === 0 ? LATE_MS.SEEN : LATE_MS.LOST)) return;
    }
  }

  /** Ends the command if it still runs. */
  stop(): void {
    if (!this.hasEnded) this.child.kill('SIGTERM');
  }
}

/** The threads of the command that are not known to have ended. */
function commandThreads({ threads }: SystemState): readonly number[] {
  return [...threads.values()].filter((thread) => thread.isOfCommand && !thread.isDead).map(({ tid }) => tid);
}

/** Whether a thread is there, also one of another user that /proc hides (hidepid). */
function isThere(tid: number): boolean {
  try {
    return process.kill(tid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The words that run words which follow as another user; what Node.js has for it would leave out the user's further groups. */
function asUser({ uid, gid }: Account): [string, ...string[]] {
  return [SETPRIV, `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', SHELL];
}

async function* lineAfter(opened: Promise<void>): AsyncGenerator<string, void, void> {
  await opened;
  yield 'go\n';
}

function spawn(command: readonly string[], account: Account | null, opened: Promise<void>) {
  const [program, ...words] = account === null ? ([SHELL] as const) : asUser(account);
  return execa(program, [...words, '-c', WAITING, 'sysshark', ...command], {
    stdio: ['inherit', 'inherit', 'inherit', lineAfter(opened)],
    reject: false,
    // who ends us ends the capture first; what becomes of the command is decided then
    cleanup: false,
  });
}

function statusOf({ exitCode, signal }: Pick<Result | ExecaError, 'exitCode' | 'signal'>): number {
  return exitCode ?? SIGNALLED + (signal === undefined ? 0 : constants.signals[signal as NodeJS.Signals]);
}
