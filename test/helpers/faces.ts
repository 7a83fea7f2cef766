import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCapture } from '../../src/api/index.js';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.js';
import type { ProcessIo } from '../../src/cli/process-io.js';
import { parseCommandLine } from '../../src/cli/program.js';
import { chooseRun } from '../../src/cli/runs.js';
import { SyssharkError } from '../../src/errors.js';
import { eventTsHi, eventTsLo } from '../../src/scap/event-block.js';
import { capture, readCapture } from './scap.js';

/** What a face leaves of the events that it has gone through: lines with the times of some, captures with all or some of them, nothing. */
export type Leaves = 'times' | 'all' | 'some' | 'nothing';

/** A way to go through a capture: words of the command line, in which IN, OUT and OTHER stand for captures. */
export interface Face {
  readonly words: readonly string[];
  readonly leaves: Leaves;
}

const face = (line: string, leaves: Leaves, ...words: readonly string[]): Face => ({
  words: [...line.split(' '), ...words],
  leaves,
});

/** Everything that can be done with a capture, as far as it goes through its events in a way of its own. */
export const FACES: readonly Face[] = [
  face('-r IN -d -p', 'times', '%evt.rawtime'),
  face('-r IN -q', 'nothing'),
  face('-r IN -q -S', 'nothing'),
  face('-r IN -q evt.type=mkdir', 'nothing'),
  face('-r IN -p %evt.rawtime', 'nothing', 'evt.type=openat and fd.name contains etc'),
  face('-r IN -p %evt.rawtime thread.tid=2', 'nothing'),
  face('-r IN -T ndjson', 'nothing'),
  face('-r IN -j', 'nothing'),
  face('-r IN -T fields -e evt.rawtime -e evt.args', 'nothing'),
  face('-r IN -w OUT', 'all'),
  face('-r IN -z -w OUT', 'all'),
  face('-r IN -w OUT evt.type=close', 'some'),
  face('-r IN -w OUT thread.tid=1', 'some'),
  face('-r IN -e 3 -w OUT', 'all'),
  face('-r IN -C 1 -w OUT', 'all'),
  face('-r IN --ring 1M --after 1000000 --dump-on evt.num=1 -w OUT', 'some'),
  face('-r IN --ring 1M --dump-on evt.type=close -w OUT', 'some'),
  face('-r IN -c topprocs_cpu', 'nothing'),
  face('-r IN -c lsof', 'nothing'),
  face('-r IN -c around OUT 1 evt.type=close', 'some'),
  face('merge IN OTHER -w OUT', 'some'),
];

/** How going through a capture ended. */
interface Ending {
  readonly status: number;
  /** What was said on standard error. */
  readonly said: readonly string[];
}

/** How a capture was gone through. */
export interface Passage extends Ending {
  /** Times of the events in what was left, sorted, each once. */
  readonly times: readonly bigint[];
  /** What reading back what was left complained of. */
  readonly complaints: readonly string[];
}

function uniqueTimes(times: readonly bigint[]): bigint[] {
  return [...new Set(times)].sort((a, b) => (a < b ? -1 : Number(a > b)));
}

/** Times of the events of a capture that can be read, sorted, each once; and what it complained of, null for nothing. */
async function readTimes(from: string): Promise<{ times: bigint[]; error: unknown }> {
  const { events, error } = await readCapture(from);
  const times = events.map((event) => {
    const view = new DataView(event.buffer, event.byteOffset, event.length);
    return (BigInt(eventTsHi(view, 0)) << 32n) | BigInt(eventTsLo(view, 0));
  });
  return { times: uniqueTimes(times), error };
}

/** Whether a face may end so if the capture itself ends with `expected`: values of a wrong size are found only by faces that decode them. */
export function mayEndSo({ status, said }: Ending, expected: number): boolean {
  if (status === expected) return true;
  return expected === EXIT.DONE && status === EXIT.INCOMPLETE && said.every((line) => line.includes('of a wrong size'));
}

/** Folders in which captures are gone through; each passage finds its folder empty of what others left. */
export class FaceRoom {
  private readonly folder: string;
  private readonly input: string;
  private readonly other: string;

  constructor(folder: string) {
    this.folder = folder;
    this.input = join(folder, 'in.scap');
    this.other = join(folder, 'other.scap');
    writeFileSync(this.other, capture([]));
  }

  /** The capture that all passages go through from now on. */
  set capture(bytes: Buffer) {
    writeFileSync(this.input, bytes);
  }

  /** What can be read of the capture, and how that ends as a status. */
  async read(): Promise<{ times: bigint[]; status: number }> {
    const { times, error } = await readTimes(this.input);
    return { times, status: error === null ? EXIT.DONE : orderly(error) };
  }

  private get out(): string {
    return join(this.folder, 'out');
  }

  /** Words of a face, with paths in them. */
  wordsOf({ words }: Face): string[] {
    const paths: Readonly<Record<string, string>> = { IN: this.input, OTHER: this.other, OUT: join(this.out, 'c') };
    return words.map((word) => paths[word] ?? word);
  }

  /** What has been left in files, once. */
  async takeLeft(): Promise<Pick<Passage, 'times' | 'complaints'>> {
    const left = await Promise.all(readdirSync(this.out).map((name) => readTimes(join(this.out, name))));
    this.empty();
    return {
      times: uniqueTimes(left.flatMap(({ times }) => times)),
      complaints: left.flatMap(({ error }) => (error === null ? [] : String(error))),
    };
  }

  /** Makes a folder for what is left. */
  empty(): void {
    rmSync(this.out, { recursive: true, force: true });
    mkdirSync(this.out);
  }

  /** Goes through the capture in this process. Rejects with what is no orderly error. */
  async pass(one: Face): Promise<Passage> {
    this.empty();
    const text = join(this.folder, 'text');
    const stdout = openSync(text, 'w');
    try {
      const { status, said } = await runWords(this.wordsOf(one), stdout);
      const left = await this.takeLeft();
      if (one.leaves !== 'times') return { status, said, ...left };
      const lines = readFileSync(text, 'latin1')
        .split('\n')
        .filter((line) => line !== '');
      return { status, said, times: uniqueTimes(lines.map(BigInt)), complaints: [] };
    } finally {
      closeSync(stdout);
    }
  }

  /** Goes through the capture with the library; a status stands for how it ends. */
  async passLibrary(filter?: string): Promise<Ending> {
    try {
      const events = await openCapture({ path: this.input, ...(filter === undefined ? {} : { filter }) });
      for await (const event of events) void event.process;
      return { status: EXIT.DONE, said: [] };
    } catch (error) {
      return { status: orderly(error), said: [(error as Error).message] };
    }
  }
}

function orderly(error: unknown): number {
  if (!(error instanceof SyssharkError) || error.message.includes('\n')) throw error;
  return exitCodeOf(error);
}

async function runWords(words: readonly string[], stdout: number): Promise<Ending> {
  const said: string[] = [];
  const processIo: ProcessIo = {
    stdout,
    isStdoutTerminal: false,
    isStderrTerminal: false,
    noColor: '1',
    forceColor: undefined,
    env: {},
    isRoot: false,
    onEnd: () => () => undefined,
    onDump: () => undefined,
    warn: (line) => said.push(line),
  };
  try {
    const line = parseCommandLine(words);
    return { status: await chooseRun(line)(line, processIo), said };
  } catch (error) {
    const status = orderly(error);
    return { status, said: [...said, (error as Error).message] };
  }
}
