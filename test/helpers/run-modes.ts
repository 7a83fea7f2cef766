import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCapture } from '../../src/api/index.js';
import { EXIT, exitCodeOf } from '../../src/cli/exit-codes.js';
import { parseCommandLine } from '../../src/cli/program.js';
import { chooseRun } from '../../src/cli/runs.js';
import { SyssharkError } from '../../src/errors.js';
import { eventTsHi, eventTsLo } from '../../src/scap/event-block.js';
import { testIo } from './process-io.js';
import { capture, readCapture } from './scap.js';

/** Output of a mode: lines with the times of some events, captures of all or some events, or nothing about events. */
export type Writes = 'times' | 'all' | 'some' | 'nothing';

/** A way to process a capture: words of the command line, in which IN, OUT and OTHER stand for captures. */
export interface RunMode {
  readonly words: readonly string[];
  readonly writes: Writes;
}

const mode = (line: string, writes: Writes, ...words: readonly string[]): RunMode => ({
  words: [...line.split(' '), ...words],
  writes,
});

/** All ways to process a capture that handle its events differently. */
export const RUN_MODES: readonly RunMode[] = [
  mode('-r IN -d -p', 'times', '%evt.rawtime'),
  mode('-r IN -q', 'nothing'),
  mode('-r IN -q -S', 'nothing'),
  mode('-r IN -q evt.type=mkdir', 'nothing'),
  mode('-r IN -p %evt.rawtime', 'nothing', 'evt.type=openat and fd.name contains etc'),
  mode('-r IN -p %evt.rawtime thread.tid=2', 'nothing'),
  mode('-r IN -T ndjson', 'nothing'),
  mode('-r IN -j', 'nothing'),
  mode('-r IN -T fields -e evt.rawtime -e evt.args', 'nothing'),
  mode('-r IN -w OUT', 'all'),
  mode('-r IN -z -w OUT', 'all'),
  mode('-r IN -w OUT evt.type=close', 'some'),
  mode('-r IN -w OUT thread.tid=1', 'some'),
  mode('-r IN -e 3 -w OUT', 'all'),
  mode('-r IN -C 1 -w OUT', 'all'),
  mode('-r IN --ring 1M --after 1000000 --dump-on evt.num=1 -w OUT', 'some'),
  mode('-r IN --ring 1M --dump-on evt.type=close -w OUT', 'some'),
  mode('-r IN -c subsecoffset', 'nothing'),
  mode('-r IN -c lsof', 'nothing'),
  mode('-r IN -c around OUT 1 evt.type=close', 'some'),
  mode('merge IN OTHER -w OUT', 'some'),
];

/** How a run over a capture ended. */
interface RunEnd {
  readonly status: number;
  /** Standard error. */
  readonly stderr: readonly string[];
}

/** A run over a capture. */
export interface RunResult extends RunEnd {
  /** Times of the events in the output, sorted, each once. */
  readonly times: readonly bigint[];
  /** Errors from reading the output back. */
  readonly outputErrors: readonly string[];
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

/** Whether a mode may end this way if reading the capture ends with `expected`. Only modes that decode values notice wrong sizes. */
export function isExpectedEnd({ status, stderr }: RunEnd, expected: number): boolean {
  if (status === expected) return true;
  return (
    expected === EXIT.DONE && status === EXIT.INCOMPLETE && stderr.every((line) => line.includes('of a wrong size'))
  );
}

/** Runs modes on a capture, each with an empty output folder. */
export class ModeRunner {
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

  /** Times of the readable events of the capture, and the exit status that reading it should give. */
  async read(): Promise<{ times: bigint[]; status: number }> {
    const { times, error } = await readTimes(this.input);
    return { times, status: error === null ? EXIT.DONE : exitStatus(error) };
  }

  private get out(): string {
    return join(this.folder, 'out');
  }

  /** The words of a mode, with paths filled in. */
  wordsOf({ words }: RunMode): string[] {
    const paths: Readonly<Record<string, string>> = { IN: this.input, OTHER: this.other, OUT: join(this.out, 'c') };
    return words.map((word) => paths[word] ?? word);
  }

  /** Reads the output files and removes them. */
  async takeOutput(): Promise<Pick<RunResult, 'times' | 'outputErrors'>> {
    const files = await Promise.all(readdirSync(this.out).map((name) => readTimes(join(this.out, name))));
    this.empty();
    return {
      times: uniqueTimes(files.flatMap(({ times }) => times)),
      outputErrors: files.flatMap(({ error }) => (error === null ? [] : String(error))),
    };
  }

  /** Creates an empty folder for output. */
  empty(): void {
    rmSync(this.out, { recursive: true, force: true });
    mkdirSync(this.out);
  }

  /** Runs a mode in this process. Rejects with any unexpected error. */
  async run(mode: RunMode): Promise<RunResult> {
    this.empty();
    const text = join(this.folder, 'text');
    const stdout = openSync(text, 'w');
    try {
      const { status, stderr } = await runWords(this.wordsOf(mode), stdout);
      const output = await this.takeOutput();
      if (mode.writes !== 'times') return { status, stderr, ...output };
      const lines = readFileSync(text, 'latin1')
        .split('\n')
        .filter((line) => line !== '');
      return { status, stderr, times: uniqueTimes(lines.map(BigInt)), outputErrors: [] };
    } finally {
      closeSync(stdout);
    }
  }

  /** Reads the capture with the library; the status is the one that the command line would have. */
  async runLibrary(filter?: string): Promise<RunEnd> {
    try {
      const events = await openCapture({ path: this.input, ...(filter === undefined ? {} : { filter }) });
      for await (const event of events) void event.process;
      return { status: EXIT.DONE, stderr: [] };
    } catch (error) {
      return { status: exitStatus(error), stderr: [(error as Error).message] };
    }
  }
}

/** The exit status for an expected error. Throws any other error. */
function exitStatus(error: unknown): number {
  if (!(error instanceof SyssharkError) || error.message.includes('\n')) throw error;
  return exitCodeOf(error);
}

/** Runs a command line in this process. Rejects with an error that is not an expected one. */
export async function runWords(words: readonly string[], stdout: number): Promise<RunEnd> {
  const stderr: string[] = [];
  const processIo = testIo(stdout, (line) => void stderr.push(line));
  try {
    const line = parseCommandLine(words);
    return { status: await chooseRun(line)(line, processIo), stderr };
  } catch (error) {
    const status = exitStatus(error);
    return { status, stderr: [...stderr, (error as Error).message] };
  }
}
