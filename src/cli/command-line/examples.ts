/** A command line without the program's name, and what it does. */
export interface Example {
  readonly line: string;
  readonly help: string;
}

/** The most common uses. */
export const EXAMPLES: readonly Example[] = [
  { line: '-- ls', help: 'what a command does, call by call' },
  { line: 'proc.name=nginx and evt.type=openat', help: 'files that nginx opens' },
  { line: "-p '%proc.name %evt.type %fd.name' evt.failed=true", help: 'failed calls, in your own format' },
  { line: '-w build.scap -- make -j4', help: 'a command and its descendants' },
  { line: '-r build.scap evt.type=execve', help: 'programs that it started' },
];
