/** What can be done besides capturing and reading: the first word of the command line. */
export interface CommandRow {
  readonly name: string;
  /** What stands behind its name in the help. */
  readonly arguments?: string;
  /** What it does, in the few words that fit on its line of the help. */
  readonly help: string;
  /** What else is to be known of it, for the man page. */
  readonly details?: string;
}

/** No filter is one of these words: a filter has a comparison. */
export const COMMANDS = [
  {
    name: 'doctor',
    help: 'tell whether this machine can be captured, and what is missing',
  },
  {
    name: 'merge',
    arguments: 'FILE... -w FILE',
    help: 'write several captures into one, in the order of time (-z compresses)',
  },
] as const satisfies readonly CommandRow[];

export type CommandName = (typeof COMMANDS)[number]['name'];
