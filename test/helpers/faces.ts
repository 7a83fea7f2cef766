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

/** What a face writes about the events: lines with the times of some of them, captures of all or some of them, or nothing. */
export type Leaves = 'times' | 'all' | 'some' | 'nothing';

/** A way to process a capture: words of the command line, in which IN, OUT and OTHER stand for captures. */
export interface Face {
  readonly words: readonly string[];
  readonly leaves: Leaves;
}

const face = (line: string, leaves: Leaves, ...words: readonly string[]): Face => ({
  words: [...line.split(' '), ...words],
  leaves,
});

/** All ways to process a capture that handle its events differently. */
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
  face('-r IN -c subsecoffset', 'nothing'),
  face('-r IN -c lsof', 'nothing'),
  face('-r IN -c around OUT 1 evt.type=close', 'some'),
  face('merge IN OTHER -w OUT', 'some'),
];

/** How a run over a capture ended. */
interface Ending {
  readonly status: number;
  /** Standard error. */
  readonly said: readonly string[];
}

/** A run over a capture. */
export interface Passage extends Ending {
  /** Times of the events in the output, sorted, each once. */
  readonly times: readonly bigint[];
  /** Errors from reading the output back. */
  readonly complaints: readonly string[];
}

function uniqueTimes(times: readonly bigint[]): bigint[] {
  return [...new Set(times)].sort((a, b) => (a < b ? -1 : Number(a > b)));
}

/** Times of the readable events of a capture, sorted, each once; and the error, null if there was none. */
async function readTimes(from: string): Promise<{ times: bigint[]; error: unknown }> {
  const { events, error } = await readCapture(from);
  const times = events.map((event) => {
    const view = new DataView(event.buffer, event.byteOffset, event.length);
    return (BigInt(eventTsHi(view, 0)) << 32n) | BigInt(eventTsLo(view, 0));
  });
  return { times: uniqueTimes(times), error };
}

/** Whether a face may end this way if the capture itself ends with `expected`. Only faces that decode values find those of a wrong size. */
export function mayEndSo({ status, said }: Ending, expected: number): boolean {
  if (status === expected) return true;
  return expected === EXIT.DONE && status === EXIT.INCOMPLETE && said.every((line) => line.includes('of a wrong size'));
}

/** Folders for runs over a capture; each run gets one without the output of others. */
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

  /** The capture for all runs from now on. */
  set capture(bytes: Buffer) {
    writeFileSync(this.input, bytes);
  }

  /** What can be read of the capture, and the status with which that ends. */
  async read(): Promise<{ times: bigint[]; status: number }> {
    const { times, error } = await readTimes(this.input);
    return { times, status: error === null ? EXIT.DONE : orderly(error) };
  }

  private get out(): string {
    return join(this.folder, 'out');
  }

  /** The words of a face, with paths filled in. */
  wordsOf({ words }: Face): string[] {
    const paths: Readonly<Record<string, string>> = { IN: this.input, OTHER: this.other, OUT: join(this.out, 'c') };
    return words.map((word) => paths[word] ?? word);
  }

  /** The content of the output files. */
  async takeLeft(): Promise<Pick<Passage, 'times' | 'complaints'>> {
    const left = await Promise.all(readdirSync(this.out).map((name) => readTimes(join(this.out, name))));
    this.empty();
    return {
      times: uniqueTimes(left.flatMap(({ times }) => times)),
      complaints: left.flatMap(({ error }) => (error === null ? [] : String(error))),
    };
  }

  /** Creates a folder for output. */
  empty(): void {
    rmSync(this.out, { recursive: true, force: true });
    mkdirSync(this.out);
  }

  /** Processes the capture in this process. Rejects with an error that is not an expected one. */
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

  /** Reads the capture with the library; the result is a status. */
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
