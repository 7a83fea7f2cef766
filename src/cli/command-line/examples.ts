/** A command line without the program's name, and what it does. */
export interface Example {
  readonly line: string;
  readonly help: string;
}

/** What people do most. */
export const EXAMPLES: readonly Example[] = [
  { line: 'proc.name=nginx and evt.type=openat', help: 'what nginx opens' },
  { line: "-p '%proc.name %evt.type %fd.name' evt.failed=true", help: 'calls that fail, in your own lines' },
  { line: '-w build.scap -- make -j4', help: 'a command and its descendants' },
  { line: '-r build.scap evt.type=execve', help: 'which programs it started' },
];
