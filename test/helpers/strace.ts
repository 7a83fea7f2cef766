/** What strace says about system calls, with numbers instead of names (`-X raw`), in the form of our values. */
import type { CallArg } from '../../src/schema/calls/call.js';

/** A finished system call. */
export interface StracedCall {
  readonly tid: number;
  readonly name: string;
  readonly args: readonly string[];
  /** Negative errno on failure; null if the call did not return, or strace does not know. */
  readonly result: bigint | null;
  /** What it says of the result in words, such as the time that is left. */
  readonly note: string;
}

const SECOND = 1_000_000_000n;
const ERRNO = /^(?:-1|\?) (E\w+)/;
const LINE = /^(\d+) +[\d.]+ (.*)$/s;
const CALL = /^(\w+)\((.*)\) += (.*)$/s;

/** Joins what strace prints apart when another thread is in between: by thread. */
function* wholeLines(text: string): Generator<readonly [tid: number, line: string]> {
  const begun = new Map<number, string>();
  for (const raw of text.split('\n')) {
    const [, tid = '', line = ''] = LINE.exec(raw) ?? [];
    const begin = /^(.*) <unfinished \.\.\.>$/s.exec(line);
    if (begin !== null) begun.set(Number(tid), begin[1] as string);
    else yield [Number(tid), line.replace(/^<\.\.\. \w+ resumed>/, () => begun.get(Number(tid)) ?? '')];
  }
}

/** Splits arguments at the commas that are in no string and no brackets. Of statx, strace prints no flags as nothing. */
function splitArgs(text: string): string[] {
  const parts = text
    .replaceAll(', ,', ', 0,')
    .match(
      /(?:"(?:[^"\\]|\\.)*"(?:\.\.\.)?|[^,"[\]{}()]|[[{(](?:[^"[\]{}()]|"(?:[^"\\]|\\.)*"|[[{(](?:[^"[\]{}()]|[[{(][^"[\]{}()]*[\]})])*[\]})])*[\]})])+/g,
    );
  return (parts ?? []).map((part) => part.trim()).filter((part) => part !== '');
}

function resultOf(text: string, errors: ReadonlyMap<string, number>): bigint | null {
  const error = ERRNO.exec(text)?.[1];
  if (error !== undefined) return BigInt(-(errors.get(error) ?? 0));
  return numberOf(text.split(' ', 1)[0]);
}

/** The calls in a file of `strace -f -ttt -X raw`; `errors` are the numbers of error names. */
export function stracedCalls(text: string, errors: ReadonlyMap<string, number>): StracedCall[] {
  const calls: StracedCall[] = [];
  for (const [tid, line] of wholeLines(text)) {
    const [, name = '', args = '', result = ''] = CALL.exec(line) ?? [];
    if (name !== '') calls.push({ tid, name, args: splitArgs(args), result: resultOf(result, errors), note: result });
  }
  return calls;
}

const numberOf = (text: string | undefined): bigint | null => {
  if (text === undefined) return null;
  if (text === 'NULL') return 0n;
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  const [, sign = '', digits = ''] = /^\|?(-?)(0x[\da-f]+|\d+)$/.exec(text) ?? [];
  return digits === '' ? null : BigInt(digits) * (sign === '' ? 1n : -1n);
};

/** The bytes of a string in C form, one character for each. */
function stringOf(text: string): string | null {
  const [, inner] = /^"(.*)"$/s.exec(text) ?? [];
  const named: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };
  return (
    inner?.replace(/\\(x[\da-f]{2}|[0-7]{1,3}|.)/g, (_, code: string) => {
      if (/^x/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
      return /^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (named[code] ?? code);
    }) ?? null
  );
}

function signalsOf(text: string): bigint | null {
  const [, not = '', inner = ''] = /^(~?)\[([\d ]*)\]$/.exec(text) ?? [];
  if (!/^~?\[[\d ]*\]$/.test(text)) return null;
  const mask = (inner.match(/\d+/g) ?? []).reduce((bits, number) => bits | (1n << (BigInt(number) - 1n)), 0n);
  return not === '' ? mask : mask ^ (2n ** 64n - 1n);
}

/** The time number `index` of an argument, in ns. */
function timeOf(text: string, index: number): bigint | null {
  const times = [...text.matchAll(/tv_sec=(-?\d+), tv_(n|u)sec=(\d+)/g)];
  const [, seconds, unit, part] = times[index] ?? [];
  if (seconds === undefined || part === undefined) return null;
  const rest = BigInt(part) * (unit === 'n' ? 1n : 1000n);
  // UTIME_NOW and UTIME_OMIT are no times
  return rest < SECOND ? BigInt(seconds) * SECOND + rest : null;
}

/** Structures of which strace prints the first member, or one by name. */
const MEMBERS: Readonly<Record<string, RegExp>> = {
  handler: /sa_handler=(0x[\da-f]+)/,
  events: /events=(0x[\da-f]+)/,
  wstatus: /WEXITSTATUS\(s\) == (\d+)/,
};

function memberOf(text: string, name: string): bigint | null {
  const found = numberOf((MEMBERS[name] ?? /^\[(-?(?:0x)?[\da-f]+)\]$/).exec(text)?.[1]);
  return found !== null && name === 'wstatus' ? found << 8n : found;
}

const BITS: Readonly<Record<string, number>> = { U8: 8, U32: 32 };

/** The time that a call has left in its timeout, in ns; null if strace does not tell. */
export const timeLeft = (note: string): bigint | null => (note === '0 (Timeout)' ? 0n : timeOf(note, 0));

/** The value of an argument as the annex has it, as far as strace tells; null if it does not. */
export function stracedValue({ fetch, param, detail }: CallArg, text: string): bigint | string | null {
  if (fetch === 'TEXT' || fetch === 'RESULT') return stringOf(text);
  if (text === 'NULL' && !['U64', 'U32', 'U8', 'INT', 'LONG'].includes(fetch)) return null;
  if (fetch === 'TIMESPEC' || fetch === 'TIMEVAL') return timeOf(text, detail);
  if (param.type === 'sigset64') return signalsOf(text);
  if (fetch === 'BYTES' || fetch === 'WORD') return memberOf(text, param.name);
  const number = numberOf(text);
  return number === null ? null : BigInt.asUintN(BITS[fetch] ?? 64, number);
}
