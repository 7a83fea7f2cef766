/** Records a small program and compares its events with the ones that it prints as expected. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { ConditionProgram } from '../../src/filter/condition-program.js';
import { type Interest, loadAddon, type NativeProbe, type ProbeOptions } from '../../src/source/native.js';
import { describeIf } from '../helpers/prerequisites.js';
import { type RawEvent, readEvents } from './events.js';

const PROGRAMS = new URL('programs/', import.meta.url).pathname;
const SLAB_BYTES = 1 << 20;
const RING_BYTES = 4 << 20;
const canRecord = process.getuid?.() === 0 && existsSync('/sys/kernel/btf/vmlinux');

/** Tests that need root and BTF. */
export const describeNative = describeIf(canRecord);

/** Whether the kernel has the system calls of 32-bit programs: only then does it have this setting. */
export const hasIa32 = existsSync('/proc/sys/abi/vsyscall32');

/** A temporary folder, removed by `remove`. */
export function makeFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'sysshark-native-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Compiles test/native/programs/<name>.c into `folder`, with these libraries, and returns the program's path. */
export function compileProgram(
  name: string,
  folder: string,
  flags: readonly string[] = [],
  libraries: readonly string[] = [],
): string {
  const program = join(folder, name);
  const source = `${PROGRAMS}${name}.c`;
  execFileSync('gcc', ['-O1', '-Wall', '-Wextra', '-pthread', ...flags, '-o', program, source, ...libraries]);
  return program;
}

/** A copy of all events that are there; `read` is read or flush of a probe. */
export function drain(read: (slab: Uint8Array) => number, slab = new Uint8Array(SLAB_BYTES)): Buffer {
  const parts: Buffer[] = [];
  for (let bytes = read(slab); bytes > 0; bytes = read(slab)) parts.push(Buffer.from(slab.subarray(0, bytes)));
  return Buffer.concat(parts);
}

export interface Recording {
  /** Events of all processes, in order. */
  readonly events: readonly RawEvent[];
  /** Counters of the probe, slots as in schema/stats.ts. */
  readonly stats: BigUint64Array;
}

/** Options to record system calls only, which is enough for most programs. */
export const CALLS_ONLY = {
  ringBytes: RING_BYTES,
  snaplen: 80,
  isSnaplenDynamic: false,
  fullPortMin: 0,
  fullPortMax: 0,
  hasSwitches: false,
  hasSignals: false,
  hasPageFaults: false,
  hasSelf: false,
  interest: null,
  areVerdictsStaleOnAnyChange: false,
  learnsTables: false,
  followed: 0,
};

/** The interest in system calls with these numbers: INTEREST_ `bits` (native/ebpf/shared.h) for each. */
export function interestIn(numbers: readonly number[], bits: number): Interest {
  const calls = new Uint8Array(512);
  for (const nr of numbers) calls[nr] = bits;
  const enters = new Uint16Array(512);
  const { steps, prefixes } = new ConditionProgram();
  return { calls, conditions: { steps, enters, exits: enters, pathArguments: new Uint8Array(512), prefixes } };
}

/** Records while `run` runs; `run` gets the probe as an argument. */
export async function record(
  run: (probe: NativeProbe) => Promise<void>,
  options: Partial<ProbeOptions> = {},
): Promise<Recording> {
  const probe = loadAddon().open({ ...CALLS_ONLY, ...options });
  const parts: Buffer[] = [];
  const timer = setInterval(() => parts.push(drain((slab) => probe.read(slab))), 5);
  try {
    await run(probe);
    probe.detach();
    clearInterval(timer);
    parts.push(drain((slab) => probe.flush(slab)));
    const stats = new BigUint64Array(16);
    probe.stats(stats);
    return { events: readEvents(Buffer.concat(parts)), stats };
  } finally {
    clearInterval(timer);
    probe.close();
  }
}

export interface Run {
  readonly pid: number;
  /** The lines that it printed. */
  readonly lines: readonly string[];
}

/** Runs a program to its end, whether it succeeds or fails. */
export function runToEnd(program: string, args: readonly string[] = []): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', () => resolve({ pid: child.pid ?? 0, lines: text.split('\n').filter((line) => line !== '') }));
  });
}

interface Expectation {
  readonly code: string;
  readonly params: Readonly<Record<string, bigint | string>>;
}

/** Value of an expectation: "text" (JSON), - for an empty value, or a number: decimal, hexadecimal (0x) or octal (leading 0). */
function parseValue(text: string): bigint | string {
  if (text === '-') return '';
  if (text.startsWith('"')) return JSON.parse(text) as string;
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
}

/** A line `CODE name=value …`, as printed by programs. */
export function parseExpectation(line: string): Expectation {
  const [code = '', rest = ''] = line.split(/ (.*)/s);
  const params: Record<string, bigint | string> = {};
  for (const [, name = '', value = ''] of rest.matchAll(/(\w+)=("(?:[^"\\]|\\.)*"|\S+)/g))
    params[name] = parseValue(value);
  return { code, params };
}

/** Lines by thread: the prefix `@tid ` names a thread other than the first. */
function linesByThread({ pid, lines }: Run): ReadonlyMap<number, readonly string[]> {
  const threads = new Map<number, string[]>();
  for (const line of lines) {
    const [, tid = pid, text = line] = /^@(\d+) (.*)/s.exec(line) ?? [];
    threads.set(Number(tid), [...(threads.get(Number(tid)) ?? []), text]);
  }
  return threads;
}

/** Compiles a program and records all processes while it runs. By default its argument is a new folder. */
export async function recordProgram(
  name: string,
  args: readonly string[] = [],
  flags: readonly string[] = [],
  options: Partial<ProbeOptions> = {},
): Promise<Recording & Run> {
  const folder = makeFolder();
  try {
    const program = compileProgram(name, folder.path, flags);
    let run: Run = { pid: 0, lines: [] };
    const recording = await record(async () => {
      run = await runToEnd(program, args.length > 0 ? args : [folder.path]);
    }, options);
    return { ...recording, ...run };
  } finally {
    folder.remove();
  }
}

/** Records a program. Each line that it prints must have its event, in order, among those of its threads. */
export async function expectProgram(
  name: string,
  args: readonly string[] = [],
  options: Partial<ProbeOptions> = {},
): Promise<readonly RawEvent[]> {
  const { events, ...run } = await recordProgram(name, args, [], options);
  expect(run.lines.length).toBeGreaterThan(0);
  for (const [tid, lines] of linesByThread(run))
    expectInOrder(
      events.filter((event) => event.tid === tid),
      lines.map(parseExpectation),
    );
  return events.filter((event) => event.tid === run.pid);
}

/** Each expectation must be met by an event after the one that met the previous expectation. */
export function expectInOrder(events: readonly RawEvent[], expectations: readonly Expectation[]): void {
  let from = 0;
  for (const expected of expectations) {
    const at = events.findIndex((event, index) => index >= from && meets(event, expected));
    if (at < 0) {
      const candidates = events.slice(from).filter((event) => event.code === expected.code);
      expect(candidates).toContainEqual(expect.objectContaining(expected));
    }
    from = at + 1;
  }
}

function meets(event: RawEvent, { code, params }: Expectation): boolean {
  return event.code === code && Object.entries(params).every(([name, value]) => event.params[name] === value);
}
