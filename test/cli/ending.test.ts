/** Signals end a run also where it waits for somebody who does not come, or computes for long. */
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

/** Whether a run decides by itself what SIGTERM does, as it does once it has something to complete. */
function handlesSignals({ pid }: ChildProcess): boolean {
  const [, handled] = /^SigCgt:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${handled}`) & TERM) !== 0n;
}

/** Starts a run, ends it by SIGTERM some time after it has begun to handle signals, and waits until it has ended. */
async function endBySignal(args: readonly string[]): Promise<void> {
  const child = spawn(PROGRAM, args, { stdio: 'ignore' });
  started.push(child);
  await until(() => hasEnded(child) || handlesSignals(child));
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(hasEnded(child)).toBe(false);
  child.kill('SIGTERM');
  await until(() => hasEnded(child), LIMIT_MS);
}

/** A filter of so many regular expressions, which all are asked about every event. */
const regexes = (count: number): string =>
  Array.from({ length: count }, (_, i) => `evt.args regex x${i}y`).join(' or ');

describeWithShared('SIGTERM ends a run', () => {
  test.each([
    ['that waits for the writer of a FIFO', ['-r', fifo]],
    ['that waits for the writer of a FIFO, to merge it with a file', ['-r', fifo, '-r', capture]],
    ['that waits for the reader of a FIFO', ['-r', capture, '-w', fifo]],
    ['with a filter that takes long', ['-r', capture, regexes(2000)]],
    ['with such a filter, which writes a capture', ['-r', capture, '-w', scratch.path('x.scap'), regexes(2000)]],
    ['with such a filter, of a table', ['-r', capture, '-c', 'topprocs_file', regexes(2000)]],
  ])('%s', (_, args) => endBySignal(args));
});
