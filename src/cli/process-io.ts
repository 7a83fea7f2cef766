import type { ScreenSize } from '../output/fit-screen.js';
import type { ParentProcess } from '../run/parent-process.js';

/** Who asks for the end: the user, who may ask again, or whoever ends all. */
export type EndReason = 'interrupted' | 'ended';

/** The process environment of a run; only main.ts accesses the process itself. */
export interface ProcessIo {
  /** Descriptor of standard output. */
  readonly stdout: number;
  readonly isStdoutTerminal: boolean;
  /** The present size of the terminal that is standard output; null if it is none, or has no size. */
  readonly screenSize: () => ScreenSize | null;
  /** Whether a descriptor is a terminal. */
  readonly isTerminal: (fd: number) => boolean;
  readonly isStderrTerminal: boolean;
  /** The environment variables NO_COLOR and FORCE_COLOR. */
  readonly noColor: string | undefined;
  readonly forceColor: string | undefined;
  /** All environment variables: they give sockets of container engines and the user who called sudo. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether the process runs as root and can switch to another user. */
  readonly isRoot: boolean;
  /**
   * Calls `end` on SIGINT, SIGTERM and SIGHUP, which then do not end the process, and when the parent asks for the end or is gone;
   * returns a function that undoes this.
   */
  readonly onEnd: (end: (why: EndReason) => void) => () => void;
  /** Who started this process to show what it captures (sysshark ui); null for nobody. */
  readonly parent: ParentProcess | null;
  /** Calls `dump` on SIGUSR1, which requests a dump of the flight recorder. */
  readonly onDump: (dump: () => void) => void;
  /** Writes one line to standard error. */
  readonly warn: (line: string) => void;
}
