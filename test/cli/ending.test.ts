/** Signals end a run even while it waits for input that does not come, or computes for a long time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { execaSync } from 'execa';
import { makeScratch } from '../helpers/scratch.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { PROGRAM } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const LIMIT_MS = 10_000;
/** SIGTERM among the signals that a process handles (SigCgt). */
const TERM = 1n << 14n;

const scratch = makeScratch();
const fifo = scratch.path('fifo');
const capture = sharedPath('captures', 'sf-nginx.scap');
const started: ChildProcess[] = [];

beforeAll(() => {
  execaSync('mkfifo', [fifo]);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => scratch.remove());

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

/** Whether a run handles SIGTERM itself, as it does once it has output to complete. */
function handlesSignals({ pid }: ChildProcess): boolean {
  const [, handled] = /^SigCgt:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${handled}`) & TERM) !== 0n;
}

/** Starts a run, sends SIGTERM some time after it has started to handle signals, and waits for its end. */
async function endBySignal(args: readonly string[]): Promise<void> {
  const child = spawn(PROGRAM, args, { stdio: 'ignore' });
  started.push(child);
  await until(() => hasEnded(child) || handlesSignals(child));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(hasEnded(child)).toBe(false);
  child.kill('SIGTERM');
  await until(() => hasEnded(child), LIMIT_MS);
}

/** A filter of many regular expressions that are all evaluated for every event. */
const regexes = (count: number): string =>
  Array.from({ length: count }, (_, i) => `evt.args regex x${i}y`).join(' or ');

describeWithShared('SIGTERM ends a run', () => {
  test.each([
    ['that waits for the writer of a FIFO', ['-r', fifo]],
    ['that waits for the writer of a FIFO, to merge it with a file', ['-r', fifo, '-r', capture]],
    ['that waits for the reader of a FIFO', ['-r', capture, '-w', fifo]],
    ['with a slow filter', ['-r', capture, regexes(2000)]],
    ['with a slow filter that writes a capture', ['-r', capture, '-w', scratch.path('x.scap'), regexes(2000)]],
    ['with a slow filter that prints a table', ['-r', capture, '-c', 'topprocs_file', regexes(2000)]],
  ])('%s', (_, args) => endBySignal(args));
});
