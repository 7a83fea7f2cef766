import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive } from '../helpers/live.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM } from '../helpers/sysshark.js';

const scratch = makeScratch();
const LOAD = /^(\d+) +bpf\(BPF_PROG_LOAD,.* prog_name="([^"]+)".* = (-?\d+)(.*)$/;

/** The calls of bpf by a capture, one a line. On one CPU, one thread loads all programs, always in the same order. */
async function callsOfBpf(...inject: string[]): Promise<{ calls: string[]; stderr: string }> {
  const log = scratch.path('strace.log');
  const strace = ['strace', '-f', '-o', log, '-e', 'trace=bpf', '-e', 'signal=none', ...inject];
  const { stderr, exitCode } = await execa('taskset', ['-c', '0', ...strace, PROGRAM, '-n', '1', '--', 'true']);
  expect(exitCode).toBe(0);
  return { calls: readFileSync(log, 'utf8').split('\n'), stderr };
}

/** Which of its thread's calls of bpf loads a program for the last time. */
function whenLoaded(calls: readonly string[], name: string): number {
  const at = calls.findLastIndex((line) => LOAD.exec(line)?.[2] === name);
  const thread = calls[at]?.split(' ')[0];
  return calls.slice(0, at + 1).filter((line) => line.split(' ')[0] === thread).length;
}

describeLive('a program that the kernel refuses', () => {
  test.each(['ACCESS_X', 'on_switch'])('is loaded at most twice, and named: %s', async (name) => {
    const { calls } = await callsOfBpf();
    const refuse = `inject=bpf:error=EACCES:when=${whenLoaded(calls, name)}`;
    const { calls: refused, stderr } = await callsOfBpf('-e', refuse);
    const loads = refused.map((line) => LOAD.exec(line)).filter((load) => load?.[2] === name);
    expect(loads.at(-1)?.[4]).toMatch(/INJECTED/);
    expect(loads.length).toBeLessThanOrEqual(2);
    expect(stderr).toMatch(new RegExp(`^sysshark: the kernel refuses the programs of some events;.*: ${name}$`, 'm'));
  });
});
