/** Commands besides capturing and reading: the first word of the command line. */
export interface CommandRow {
  readonly name: string;
  /** Its arguments, as the help shows them. */
  readonly arguments?: string;
  /** The words that its argument can be. */
  readonly choices?: readonly string[];
  readonly completes?: 'file';
  /** One-line description for the help. */
  readonly help: string;
  /** Further description for the manual page. */
  readonly details?: string;
}

const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** No filter can be one of these words, because a filter contains a comparison. */
export const COMMANDS = [
  {
    name: 'doctor',
    help: 'check whether this machine can be captured, and what is missing',
  },
  {
    name: 'merge',
    arguments: 'FILE... -w FILE',
    completes: 'file',
    help: 'merge captures into one, ordered by time (-z compresses it)',
  },
  {
    name: 'completion',
    arguments: 'SHELL',
    choices: SHELLS,
    help: 'print the completion script for bash, zsh or fish',
    details: 'For example: source <(sysshark completion bash)',
  },
] as const satisfies readonly CommandRow[];

export type CommandName = (typeof COMMANDS)[number]['name'];
