import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import type { EventCode } from '../../src/schema/events.js';
import type { RawEvent } from './events.js';
import { describeNative, expectProgram, record, recordProgram } from './harness.js';

const find = (events: readonly RawEvent[], tid: number, code: EventCode): number =>
  events.findIndex((event) => event.tid === tid && event.code === code);

/** Resolves when a process is blocked in read(2). */
async function waitsInRead(pid: number): Promise<void> {
  while (!readFileSync(`/proc/${pid}/syscall`, 'latin1').startsWith(process.arch === 'x64' ? '0 ' : '63 '))
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/** The call of the C library's vfork: aarch64 has none of that name. */
const VFORK = process.arch === 'arm64' ? 'CLONE_20' : 'VFORK_20';

describeNative('processes do not get mixed up', () => {
  test('after execve from a thread that is not the leader, its tid is that of the leader', async () => {
    const events = await expectProgram('exec-thread');
    const start = events.find((event) => event.code === 'EXECVE_19_X' && event.params['exe'] === 'after')!;
    const thread = Number.parseInt(start.params['args'] as string, 10);
    expect(thread).not.toBe(start.tid);
    expect(events.filter((event) => event.code === 'EXECVE_19_E').every((event) => event.tid === start.tid)).toBe(true);
  });

  test('after vfork, the child starts its program before the parent continues', async () => {
    const { pid, lines, events } = await recordProgram('vfork-exec');
    const child = Number(lines[0]);
    const returned = events.findIndex(
      ({ tid, code, params }) => tid === pid && code === `${VFORK}_X` && params['res'] === BigInt(child),
    );
    const steps = [
      find(events, pid, `${VFORK}_E`),
      find(events, child, `${VFORK}_X`),
      find(events, child, 'EXECVE_19_E'),
      returned,
    ];
    expect(steps).not.toContain(-1);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(events[steps[1]!]!.params).toMatchObject({
      res: 0n,
      tid: BigInt(child),
      ptid: BigInt(pid),
      comm: 'vfork-exec',
    });
    const program = events[find(events, child, 'EXECVE_19_X')];
    expect(program?.params).toMatchObject({ res: 0n, exe: 'true', comm: 'true' });
    expect(events[steps[3]!]!.params).toMatchObject({ res: BigInt(child), tid: BigInt(pid) });
  });

  test('after clone3, the new thread has its own event, with the ids and flags of a thread', async () => {
    const { pid, lines, events } = await recordProgram('threads');
    const thread = Number(lines[0]);
    const creation = events[find(events, thread, 'CLONE3_X')]!;
    const ids = { tid: BigInt(thread), pid: BigInt(pid), vtid: BigInt(thread), vpid: BigInt(pid) };
    expect(creation.params).toMatchObject({ res: 0n, ...ids, comm: 'threads' });
    expect(events[find(events, pid, 'CLONE3_X')]!.params).toMatchObject({ res: BigInt(thread), tid: BigInt(pid) });
    for (const event of events.filter(({ code, tid }) => code === 'CLONE3_X' && (tid === pid || tid === thread)))
      expect((event.params['flags'] as bigint) & 0xa000n).toBe(0xa000n); // CLONE_THREAD and CLONE_VM
  });

  test('exit_group has no exit event; a blocked thread ends right after its call is interrupted', async () => {
    const { pid, lines, events } = await recordProgram('threads');
    const leader = events.filter((event) => event.tid === pid).slice(-2);
    const other = events.filter((event) => event.tid === Number(lines[0])).slice(-2);
    expect(leader.map(({ code }) => code)).toEqual(['CALL_EXIT_GROUP_E', 'PROCEXIT_1_E']);
    expect(leader[0]!.params).toEqual({ status: 7n });
    expect(leader[1]!.params).toMatchObject({ status: 7n << 8n, ret: 7n });
    expect(other.map(({ code }) => code)).toEqual(['CALL_CLOCK_NANOSLEEP_X', 'PROCEXIT_1_E']);
  });

  test('a call that was blocked when recording started has only its exit event', async () => {
    const cat = spawn('/bin/cat', { stdio: ['pipe', 'ignore', 'inherit'] });
    const closed = new Promise((resolve) => cat.on('close', resolve));
    await waitsInRead(cat.pid!);
    const { events } = await record(async () => {
      cat.stdin.end('late');
      await closed;
    });
    const first = events.find((event) => event.tid === cat.pid);
    expect(first).toMatchObject({ code: 'READ_X', params: { res: 4n, data: 'late', fd: 0n } });
  });
});
