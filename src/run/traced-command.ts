import { constants } from 'node:os';
import { env } from 'node:process';
import { type ExecaError, execa, type Result } from 'execa';
import { SyssharkError } from '../errors.js';
import type { Account } from '../source/account.js';
import { clockMs } from '../source/clock.js';
import type { LiveSource } from '../source/live.js';
import { showsHostPids } from '../source/procfs/namespace.js';
import type { SystemState } from '../state/system-state.js';
import { asUser, SETPRIV } from './as-user.js';
import { checkProgram } from './find-program.js';

/**
 * Waits until a line arrives on descriptor 3, then executes the command in the same process. The command gets its caller's
 * limit of descriptors, which bin/sysshark has noted.
 */
const WAITING =
  'files=$SYSSHARK_OPEN_FILES; unset SYSSHARK_OPEN_FILES; [ -z "$files" ] || ulimit -Sn "$files"; read -r go <&3 && exec "$@" 3<&-';
/** Where dash looks for programs if there is no PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Absolute, so that what runs as root is not a program of the same name on the caller's PATH. */
const SHELL = '/bin/sh';
/** The exit status of shells for a program that was ended by a signal is this plus the signal's number. */
const SIGNALLED = 128;
/** How often to check whether descendants are still running, in ms. */
const LOOK_MS = 20;
/** Longest waits, in ms: for answers about containers, and for exit events that may have been lost. */
const LATE_MS = { ANSWER: 200, LOST: 1000 } as const;

/** Where a command's standard output goes: where this program's does, or to standard error (2). */
export type CommandOutput = 'inherit' | 2;

/** How a command is started. */
interface Started {
  readonly command: readonly string[];
  readonly account: Account | null;
  readonly output: CommandOutput;
}

/** A command that is captured from its first system call on, with all its descendants. */
export class TracedCommand {
  /** Its process, which exists before the command begins. */
  readonly pid: number;
  /** Resolves to its exit status; 128 and more if a signal ended it. */
  readonly status: Promise<number>;
  private readonly child: ReturnType<typeof spawn>;
  private hasBegun = false;
  private hasEnded = false;
  private open: () => void = () => undefined;

  /**
   * Starts the process, as that user if one is given, with its standard output at `output`; it waits for beginIn(). Throws
   * SyssharkError if its events could not be distinguished, or if the program that starts it is missing; CommandError if the
   * command cannot be run.
   */
  constructor(command: readonly string[], account: Account | null, output: CommandOutput = 'inherit') {
    if (!showsHostPids('/proc'))
      throw new SyssharkError(
        'USAGE',
        'a command is captured from the pid namespace of the host only; here, capture with a filter such as proc.name=…',
      );
    const opened = new Promise<void>((resolve) => {
      this.open = resolve;
    });
    this.child = spawn({ command, account, output }, opened);
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

  /** Starts the command, once, and marks it in the state. The source is stopped when the command and its descendants have ended. */
  beginIn(state: SystemState, source: LiveSource): void {
    if (this.hasBegun) return;
    this.hasBegun = true;
    state.commandTid = this.pid;
    this.open();
    void this.allEnded(state, source).then(() => source.stop());
  }

  /** Resolves when the command and its descendants have ended, and the state knows it. */
  private async allEnded(state: SystemState, source: LiveSource): Promise<void> {
    await this.status;
    for (let aliveAt = clockMs(); ; await new Promise((resolve) => setTimeout(resolve, LOOK_MS))) {
      await source.delivered();
      const known = commandThreads(state);
      if (known.length === 0 && !source.isAsking) return;
      const now = clockMs();
      if (known.some(isThere)) aliveAt = now;
      if (now - aliveAt > (known.length === 0 ? LATE_MS.ANSWER : LATE_MS.LOST)) return;
    }
  }

  /** Ends the command if it still runs. */
  stop(): void {
    if (!this.hasEnded) this.child.kill('SIGTERM');
  }
}

/** The threads of the command that may still be running. */
function commandThreads({ threads }: SystemState): readonly number[] {
  return [...threads.values()].filter((thread) => thread.isOfCommand && !thread.isDead).map(({ tid }) => tid);
}

/** Whether a thread exists, even if /proc hides it (hidepid). */
function isThere(tid: number): boolean {
  try {
    return process.kill(tid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function* lineAfter(opened: Promise<void>): AsyncGenerator<string, void, void> {
  await opened;
  yield 'go\n';
}

/** As startProcess. Throws SyssharkError PRIVILEGE if there are not enough descriptors, for which execa has no error of its own. */
function spawn(started: Started, opened: Promise<void>) {
  try {
    return startProcess(started, opened);
  } catch (cause) {
    throw new SyssharkError(
      'PRIVILEGE',
      'starting the command: this needs more open files than RLIMIT_NOFILE allows: set it to 64 or more (ulimit -n)',
      { cause },
    );
  }
}

function startProcess({ command, account, output }: Started, opened: Promise<void>) {
  const [program, ...words] = account === null ? ([SHELL] as const) : ([...asUser(account), SHELL] as const);
  return execa(program, [...words, '-c', WAITING, 'sysshark', ...command], {
    stdio: ['inherit', output, 'inherit', lineAfter(opened)],
    reject: false,
    // when this program is asked to end, it ends the capture first and then the command
    cleanup: false,
  });
}

function statusOf({ exitCode, signal }: Pick<Result | ExecaError, 'exitCode' | 'signal'>): number {
  return exitCode ?? SIGNALLED + (signal === undefined ? 0 : constants.signals[signal as NodeJS.Signals]);
}
