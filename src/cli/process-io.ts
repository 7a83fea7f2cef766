/** What a run may know of, and do to, the process that it runs in; only main.ts touches the process itself. */
export interface ProcessIo {
  /** Descriptor that text goes to. */
  readonly stdout: number;
  readonly isStdoutTerminal: boolean;
  readonly isStderrTerminal: boolean;
  /** NO_COLOR and FORCE_COLOR of the environment. */
  readonly noColor: string | undefined;
  readonly forceColor: string | undefined;
  /** The environment for those who look for programs beside this one. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether this is root, who can become another user. */
  readonly isRoot: boolean;
  /** Calls back whenever somebody asks the program to end, which no longer ends it at once; gives what undoes that. */
  readonly onEnd: (end: () => void) => () => void;
  /** Calls back whenever somebody asks for what is in memory (SIGUSR1). */
  readonly onDump: (dump: () => void) => void;
  /** Writes one line to standard error. */
  readonly warn: (line: string) => void;
}
