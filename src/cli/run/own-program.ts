import { spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** This program, started again. */
export interface OwnProgram {
  /** Its standard input; null unless it was asked for. */
  readonly stdin: Writable | null;
  readonly stdout: Readable;
  /** Its exit status and what it wrote to standard error, once it has ended. */
  readonly ended: Promise<{ readonly status: number; readonly stderr: string }>;
  kill(): void;
}

const FAILED = 1;
/** Characters of its messages. */
const MOST_TEXT = 4096;

/** Starts this program with other arguments. `given`: a descriptor that it gets as 3, or `'pipe'` for standard input; null for nothing. */
export function startOwnProgram(args: readonly string[], given: number | 'pipe' | null): OwnProgram {
  const [, script = ''] = process.argv;
  const child = spawn(process.execPath, [...process.execArgv, script, ...args], {
    stdio: [given === 'pipe' ? 'pipe' : 'ignore', 'pipe', 'pipe', ...(typeof given === 'number' ? [given] : [])],
  });
  // the descriptors of pipes are there
  const stdout = child.stdout as Readable;
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < MOST_TEXT) stderr += text;
  });
  const ended = new Promise<{ readonly status: number; readonly stderr: string }>((resolve) => {
    child.on('error', ({ message }) => resolve({ status: FAILED, stderr: message }));
    child.on('close', (status) => resolve({ status: status ?? FAILED, stderr: stderr.trim() }));
  });
  return { stdin: child.stdin, stdout, ended, kill: () => child.kill('SIGKILL') };
}
