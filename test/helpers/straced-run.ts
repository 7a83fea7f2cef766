/** Compares calls in a capture with what strace saw of them in the same run. */
import { readFileSync } from 'node:fs';
import type { CallArg } from '../../src/schema/calls/call.js';
import { CALLS } from '../../src/schema/calls/calls.js';
import { ERRNO_NAMES } from '../../src/schema/errno.js';
import { firstDifference } from './first-difference.js';
import { type JsonEvent, ndjsonEvents } from './ndjson.js';
import { type StracedCall, stracedCalls, stracedValue, timeLeft } from './strace.js';

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
  // one event a message
  'sendmmsg',
  'recvmmsg',
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

/** What strace says of an argument, as we tell it at the end of the call; null if it does not. */
function theirValue(straced: StracedCall, arg: CallArg): bigint | string | null {
  // the kernel replaces it by the time that is left
  if (straced.name === 'pselect6' && arg.param.name === 'timeout') return timeLeft(straced.note);
  const text = straced.args[arg.register];
  return text === undefined ? null : stracedValue(arg, text);
}

/** Arguments of a call that both tell: in words of both, to compare. */
function comparable(straced: StracedCall, args: Args): readonly (readonly [ours: string, theirs: string])[] {
  return (ROWS.get(straced.name)?.args ?? []).flatMap((arg) => {
    const theirs = theirValue(straced, arg);
    const ours = ownValue(args, arg);
    // the kernel writes only what it has; strace does not look at what it has not written
    if (theirs === null || (ours === null && arg.isOut)) return [];
    const bits = arg.fetch === 'U32' || arg.param.type === 'int32' ? 32 : 64;
    const word = (value: bigint | string | null) => (typeof value === 'bigint' ? BigInt.asUintN(bits, value) : value);
    return [[`${arg.param.name} ${word(ours)}`, `${arg.param.name} ${word(theirs)}`] as const];
  });
}

function byThread<T>(calls: readonly T[], tidOf: (call: T) => number): Map<number, T[]> {
  const threads = new Map<number, T[]>();
  for (const call of calls) {
    const own = threads.get(tidOf(call));
    if (own === undefined) threads.set(tidOf(call), [call]);
    else own.push(call);
  }
  return threads;
}

/** Events from the first successful exec on: before it, strace prepares the process. */
function fromExec(events: readonly JsonEvent[]): JsonEvent[] {
  const at = events.findIndex(({ type, args }) => type === 'execve' && (args as Args)['res'] === 0);
  return events.slice(at + 1);
}

/** What a comparison found. */
export interface Comparison {
  /** Values that were compared. */
  compared: number;
  readonly differences: string[];
}

/** A result as a number. Some calls with an event of their own do not have it. */
function asNumber(result: unknown): bigint | null {
  const value = typeof result === 'object' && result !== null && 'value' in result ? result.value : result;
  return value === undefined || value === null ? null : BigInt(value as string);
}

function compareCall(found: Comparison, call: StracedCall, event: JsonEvent): void {
  const args = event.args as Args;
  const result = asNumber(args['res'] ?? args['fd']);
  const results = result === null ? [] : [[`res ${result}`, `res ${call.result}`] as const];
  const pairs = [...results, ...comparable(call, args)];
  const ours = pairs.map(([own]) => own).join(', ');
  const theirs = pairs.map(([, other]) => other).join(', ');
  if (ours !== theirs) found.differences.push(`${call.tid} ${call.name}: ours ${ours}; theirs ${theirs}`);
  found.compared += pairs.length;
}

/** Without the call in which a thread ended: it may have an exit event, of which strace knows nothing. */
function withoutLast(calls: StracedCall[], events: JsonEvent[]): void {
  if (calls.at(-1)?.result !== null) return;
  calls.pop();
  events.length = Math.min(events.length, calls.length);
}

function compareThread(found: Comparison, calls: StracedCall[], events: JsonEvent[]): void {
  withoutLast(calls, events);
  const [ours, theirs] = [events.map(({ type }) => String(type)), calls.map(({ name }) => NAMES[name] ?? name)];
  const difference = firstDifference(ours, theirs);
  if (difference.length > 0) {
    found.differences.push(`thread ${calls[0]?.tid}: ${difference.join('\n')}`);
    return;
  }
  for (const [index, call] of calls.entries()) compareCall(found, call, events[index] as JsonEvent);
}

/** Compares a capture of a program that ran under `strace -f -ttt -X raw -s 4096` with what strace wrote, thread by thread. */
export async function compareWithStrace(capture: string, trace: string): Promise<Comparison> {
  const all = stracedCalls(readFileSync(trace, 'latin1'), ERRORS);
  const straced = byThread(
    all.filter(({ name }) => !LEFT_OUT.has(name)),
    ({ tid }) => tid,
  );
  const own = byThread(
    await ndjsonEvents('-r', capture, 'evt.dir=< and proc.name!=strace'),
    ({ tid }) => tid as number,
  );
  const found: Comparison = { compared: 0, differences: [] };
  let isFirst = true;
  for (const [tid, calls] of straced) {
    const events = own.get(tid) ?? [];
    const whole = isFirst ? fromExec(events) : events;
    isFirst = false;
    compareThread(
      found,
      calls,
      whole.filter(({ type }) => !LEFT_OUT.has(String(type))),
    );
  }
  return found;
}
