import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs';
import { CommandError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';

/** Exit statuses of shells for commands that cannot be run: not found, or not executable. */
const STATUS = { MISSING: 127, NO_PROGRAM: 126 } as const;
/** How much of a script the kernel searches for its interpreter (BINPRM_BUF_SIZE). */
const FIRST_LINE = 256;

type Problem = Pick<CommandError, 'message' | 'status'>;

/** Why a path cannot be run; null if nothing speaks against it. */
function problemOf(path: string): Problem | null {
  try {
    if (statSync(path).isDirectory()) return { message: 'it is a directory', status: STATUS.NO_PROGRAM };
    accessSync(path, constants.X_OK);
  } catch (error) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
    return { message: reasonOf(error), status: isMissing ? STATUS.MISSING : STATUS.NO_PROGRAM };
  }
  const interpreter = interpreterOf(path);
  if (interpreter === null || existsSync(interpreter)) return null;
  return { message: `there is no ${interpreter}, which its first line asks for`, status: STATUS.MISSING };
}

/** The interpreter of a script; null for other files, and for those that cannot be read. */
function interpreterOf(path: string): string | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(FIRST_LINE);
      const start = bytes.toString('utf8', 0, readSync(fd, bytes));
      return /^#![ \t]*([^ \t\n]+)/.exec(start)?.[1] ?? null;
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}

/** Whether a path is a file, executable or not. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/** Where a program of this name may be: the files on the PATH, or this path if it has a slash. */
function placesOf(name: string, path: string): readonly string[] {
  if (name.includes('/')) return [name];
  return path
    .split(':')
    .map((folder) => `${folder || '.'}/${name}`)
    .filter(isFile);
}

/** Whether there is a program of this name that can be run: on the PATH, or at this path if it has a slash. */
export function hasProgram(name: string, path: string): boolean {
  return placesOf(name, path).some((place) => problemOf(place) === null);
}

/** Throws CommandError if there is no program of this name: on the PATH, or at this path if it has a slash. */
export function checkProgram(name: string, path: string): void {
  const problems = placesOf(name, path).map(problemOf);
  if (problems.includes(null)) return;
  const unknown: Problem = { message: 'there is no such program on the PATH', status: STATUS.MISSING };
  const { message, status } = problems[0] ?? unknown;
  throw new CommandError(`cannot run ${name === '' ? '""' : name}: ${message}`, status);
}
