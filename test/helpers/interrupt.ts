import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { until } from './until.js';

/** SIGINT among the signals that a process has not noticed yet (ShdPnd). */
const INTERRUPT = 1n << 1n;

function isPending(pid: number | undefined): boolean {
  const [, pending] = /^ShdPnd:\s*(\w+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return (BigInt(`0x${pending}`) & INTERRUPT) !== 0n;
}

/** Interrupts a process twice, as a user who does not want to wait: two signals that come before it notices the first are one. */
export async function interruptTwice(child: Pick<ChildProcess, 'pid' | 'kill'>): Promise<void> {
  child.kill('SIGINT');
  await until(() => !isPending(child.pid));
  child.kill('SIGINT');
}
