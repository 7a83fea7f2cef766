/** What can be done besides capturing and reading: the first word of the command line. */
export interface CommandRow {
  readonly name: string;
  /** What stands behind its name in the help. */
  readonly arguments?: string;
  /** What its words are: one of these, or names of files. */
  readonly choices?: readonly string[];
  readonly completes?: 'file';
  /** What it does, in the few words that fit on its line of the help. */
  readonly help: string;
  /** What else is to be known of it, for the man page. */
  readonly details?: string;
}

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** No filter is one of these words: a filter has a comparison. */
export const COMMANDS = [
  {
    name: 'doctor',
    help: 'tell whether this machine can be captured, and what is missing',
  },
  {
    name: 'merge',
    arguments: 'FILE... -w FILE',
    completes: 'file',
    help: 'write several captures into one, in the order of time (-z compresses)',
  },
  {
    name: 'completion',
    arguments: 'SHELL',
    choices: SHELLS,
    help: 'print what completes command lines in bash, zsh or fish',
    details: 'As in: source <(sysshark completion bash)',
  },
] as const satisfies readonly CommandRow[];

export type CommandName = (typeof COMMANDS)[number]['name'];
