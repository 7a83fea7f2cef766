/** SIGUSR1 makes Node.js open a debugger to all local users. Here it opens none and ends nothing, from the start on. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { describeLive } from '../helpers/live.js';
import { limit } from '../helpers/patience.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, ROOT } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
afterAll(() => scratch.remove());

const LISTENING = '0A';

/** The listening sockets in the network namespace of a process, by inode. */
function listeningInodes(pid: number): ReadonlySet<string> {
  const lines = ['tcp', 'tcp6'].flatMap((name) =>
    readFileSync(`/proc/${pid}/net/${name}`, 'utf8').split('\n').slice(1),
  );
  const rows = lines.map((line) => line.trim().split(/\s+/)).filter(([, , , state]) => state === LISTENING);
  return new Set(rows.map((row) => `socket:[${row[9]}]`));
}

/** The sockets on which a process listens. */
function listenersOf(pid: number): readonly string[] {
  const inodes = listeningInodes(pid);
  const held = readdirSync(`/proc/${pid}/fd`).map((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`);
    } catch {
      return 'closed';
    }
  });
  return held.filter((target) => inodes.has(target));
}

const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});

/** A running program, and its output so far. */
interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
  readonly printed: { stdout: string; stderr: string };
}

/** Starts the program from a shell that SIGUSR1 cannot end; the shell prints a line first. */
function start(args: readonly string[], program = PROGRAM): Running {
  const child = spawn('/bin/sh', ['-c', 'trap "" USR1; echo; exec "$@"', 'sh', program, ...args]);
  running.push(child);
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      printed[name] += chunk.toString('latin1');
    });
  return { child, ended: once(child, 'exit'), printed };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Sends SIGUSR1 repeatedly once the shell has started, until a condition holds; the program must keep running and not listen. */
async function bombard({ child, printed }: Running, isDone: () => boolean): Promise<void> {
  await until(() => printed.stdout !== '');
  const bombing = setInterval(() => child.kill('SIGUSR1'), limit(1));
  await until(() => hasEnded(child) || isDone());
  clearInterval(bombing);
  expect(printed.stderr).not.toContain('ebugger listening');
  expect({ hasEnded: hasEnded(child), ...printed }).toMatchObject({ hasEnded: false });
  expect(listenersOf(child.pid as number)).toEqual([]);
}

const file = scratch.path('capture.scap');
/** Whether there is a capture; the files of a ring have numbers in their names. */
const isWritten = (): boolean => readdirSync(scratch.path('')).some((name) => statSync(scratch.path(name)).size > 0);
const isPrinting = (stdout: string): boolean => stdout.length > 80;

describeLive('SIGUSR1', () => {
  test.each([
    ['that prints events', [], isPrinting],
    ['that writes a capture', ['-w', file], isWritten],
    ['that keeps a ring', ['--ring', '4M', '-w', file], isWritten],
    ['of a command', ['-w', file, '--', 'sleep', '60'], isWritten],
    ['that prints a table', ['-c', 'topprocs_cpu'], isPrinting],
    ['that gives up root', ['-Z', 'nobody'], isPrinting],
  ])('opens no debugger in a capture %s, which continues', async (_, args, hasBegun) => {
    for (const name of readdirSync(scratch.path(''))) rmSync(scratch.path(name));
    const capture = start(args);
    const { child, printed, ended } = capture;
    await bombard(capture, () => hasBegun(printed.stdout));
    child.kill('SIGINT');
    await ended;
    expect(child.exitCode).toBe(args.includes('sleep') ? 143 : 0);
  });

  test('opens no debugger in a program that captures with the library', async () => {
    const library = JSON.stringify(join(ROOT, 'dist/library/index.js'));
    const code = `const { startCapture } = await import(${library}); await startCapture({}); console.log('begun'); setInterval(() => 0, 1000);`;
    const program = start(['--input-type=module', '-e', code], process.execPath);
    await until(() => hasEnded(program.child) || program.printed.stdout.includes('begun'));
    let sent = 0;
    await bombard(program, () => sent++ > 10);
  });

  test('does not change a captured command', async () => {
    const { child, ended } = start(['-q', '--', '/bin/sh', '-c', 'kill -USR1 $$']);
    await ended;
    expect(child.exitCode).toBe(128 + 10);
  });
});

test('SIGUSR1 opens no debugger while waiting for a capture to read', async () => {
  const reading = start(['-r', '-']);
  const began = Date.now();
  await bombard(reading, () => Date.now() - began > 1000);
  reading.child.kill('SIGTERM');
  await reading.ended;
});
