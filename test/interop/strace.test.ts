/** Calls as strace sees them in the same run: it traces the programs, and both are captured. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from '@jest/globals';
import type { CallArg } from '../../src/schema/calls/call.js';
import { CALLS } from '../../src/schema/calls/calls.js';
import { ERRNO_NAMES } from '../../src/schema/errno.js';
import { describeLive } from '../helpers/live.js';
import { type JsonEvent, ndjsonEvents } from '../helpers/ndjson.js';
import { makeScratch } from '../helpers/scratch.js';
import { type StracedCall, stracedCalls, stracedValue } from '../helpers/strace.js';
import { shell } from '../helpers/sysshark.js';
import { compileProgram } from '../native/harness.js';

const ERRORS = new Map(Object.entries(ERRNO_NAMES).map(([number, name]) => [name, Number(number)]));
/** Names that captures have for calls, where strace has another. */
const NAMES: Readonly<Record<string, string>> = { pread64: 'pread', pwrite64: 'pwrite', prlimit64: 'prlimit' };
/** Calls that have no exit event, or one in another thread too. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'exit',
  'exit_group',
  'rt_sigreturn',
  'clone',
  'clone3',
  'vfork',
  'fork',
  'execve',
]);
const ROWS = new Map(CALLS.map((row) => [row.name, row]));

type Args = Readonly<Record<string, unknown>>;

/** A value of ours as a number or a text; null if there is none. */
function ownValue(args: Args, { param }: CallArg): bigint | string | null {
  const given = args[param.name];
  const value = typeof given === 'object' && given !== null && 'value' in given ? given.value : given;
  if (value === null || value === undefined) return null;
  const isText = param.type === 'charbuf' || param.type === 'fspath' || param.type === 'fsrelpath';
  return isText ? Buffer.from(String(value)).toString('latin1') : BigInt.asUintN(64, BigInt(value as string));
}

/** Arguments of a call that both tell: in words of both, to compare. */
function comparable(straced: StracedCall, args: Args): readonly (readonly [ours: string, theirs: string])[] {
  return (ROWS.get(straced.name)?.args ?? []).flatMap((arg) => {
    const text = straced.args[arg.register];
    const theirs = text === undefined ? null : stracedValue(arg, text);
    const ours = ownValue(args, arg);
    // the kernel writes only what it has; strace does not look at what it has not written
    if (theirs === null || (ours === null && arg.isOut)) return [];
    const bits = arg.fetch === 'U32' || arg.param.type === 'int32' ? 32 : 64;
    const word = (value: bigint | string | null) => (typeof value === 'bigint' ? BigInt.asUintN(bits, value) : value);
    return [[`${arg.param.name} ${word(ours)}`, `${arg.param.name} ${word(theirs)}`] as const];
  });
}

/** The calls of each thread from its first one on that both know. */
function byThread<T>(calls: readonly T[], tidOf: (call: T) => number): Map<number, T[]> {
  const threads = new Map<number, T[]>();
  for (const call of calls) threads.set(tidOf(call), [...(threads.get(tidOf(call)) ?? []), call]);
  return threads;
}

/** Events from the first successful exec on: before it, strace prepares the process. */
function fromExec(events: readonly JsonEvent[]): JsonEvent[] {
  const at = events.findIndex(({ type, args }) => type === 'execve' && (args as Args)['res'] === 0);
  return events.slice(at + 1);
}

const MAKEFILE = 'all: a b\n\ta: ;\na b:\n\ttouch $@; sleep 0.01; readlink -f $@; stat -c %n $@\n';

describeLive('the calls of programs', () => {
  const scratch = makeScratch();
  afterAll(() => scratch.remove());
  const folder = scratch.path('work');
  mkdirSync(folder);
  writeFileSync(`${folder}/Makefile`, MAKEFILE.replace('\ta: ;\n', ''));

  test.each([
    ['one of each on files', () => `${compileProgram('calls-files', folder)} ${folder}`, 40],
    ['one of each on processes and the system', () => compileProgram('calls-processes', folder), 80],
    ['make, with shells and tools', () => `make -C ${folder} -B`, 300],
  ])('are the same to strace: %s', async (_, command, least) => {
    const [file, trace] = [scratch.path('calls.scap'), scratch.path('trace.txt')];
    await shell(`$S -w ${file} -- strace -f -ttt -X raw -s 4096 -o ${trace} ${command()}`);
    const straced = byThread(
      stracedCalls(readFileSync(trace, 'latin1'), ERRORS).filter(
        ({ name, result }) => !LEFT_OUT.has(name) && result !== null,
      ),
      ({ tid }) => tid,
    );
    const own = byThread(await ndjsonEvents('-r', file, 'evt.dir=<'), ({ tid }) => tid as number);
    let compared = 0;
    let isFirst = true;
    for (const [tid, calls] of straced) {
      const all = own.get(tid) ?? [];
      const events = (isFirst ? fromExec(all) : all).filter(({ type }) => !LEFT_OUT.has(String(type)));
      isFirst = false;
      expect(events.map(({ type }) => type)).toEqual(calls.map(({ name }) => NAMES[name] ?? name));
      for (const [index, call] of calls.entries()) {
        if (!ROWS.has(call.name)) continue;
        const args = (events[index] as JsonEvent).args as Args;
        const result = BigInt((args['res'] ?? args['fd']) as string);
        expect([call.name, result]).toEqual([call.name, call.result]);
        const pairs = comparable(call, args);
        expect([call.name, ...pairs.map(([ours]) => ours)]).toEqual([call.name, ...pairs.map(([, theirs]) => theirs)]);
        compared += 1 + pairs.length;
      }
    }
    expect(compared).toBeGreaterThan(least);
  });
});
