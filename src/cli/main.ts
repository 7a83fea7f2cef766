import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { shownLine } from '../bytes/masked-text.js';
import { fromByteString, toByteString } from '../bytes/text.js';
import { SyssharkError, TextError } from '../errors.js';
import { exitCodeOf, isReaderGone } from './exit-codes.js';
import type { ProcessIo } from './process-io.js';
import { parseCommandLine } from './program.js';
import { chooseRun } from './runs.js';

const STDOUT = 1;
const STDERR = 2;
/** Major number of /dev/null and the like on Linux. */
const MEMORY_DEVICES = 1;
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Writes a line to standard error: what it repeats of names and of the command line ends no line and commands no terminal. */
function warn(line: string): void {
  try {
    writeSync(STDERR, Buffer.from(`${shownLine(toByteString(line))}\n`, 'latin1'));
  } catch {
    // Nobody is left to hear it.
  }
}

/** Asks the module tty, which takes a while to load, only where the answer can be yes. */
function isTerminal(fd: number): boolean {
  const { rdev } = fstatSync(fd);
  return rdev !== 0 && rdev >> 8 !== MEMORY_DEVICES && isatty(fd);
}

function processIo(): ProcessIo {
  return {
    stdout: STDOUT,
    isStdoutTerminal: isTerminal(STDOUT),
    // a terminal without a width (script, some CI) cannot show progress: it would be cleared line by line without end
    get isStderrTerminal() {
      return isTerminal(STDERR) && process.stderr.columns > 0;
    },
    noColor: process.env['NO_COLOR'],
    forceColor: process.env['FORCE_COLOR'],
    env: process.env,
    isRoot: process.geteuid?.() === 0,
    onEnd: (end) => {
      for (const signal of END_SIGNALS) process.on(signal, end);
      return () => {
        for (const signal of END_SIGNALS) process.off(signal, end);
      };
    },
    onDump: (dump) => {
      process.on('SIGUSR1', dump);
    },
    warn,
  };
}

async function run(argv: readonly string[]): Promise<number> {
  const line = parseCommandLine(argv);
  // before any time is made text
  if (line.options.utc) process.env['TZ'] = 'UTC';
  return chooseRun(line)(line, processIo());
}

/** What is said of what went wrong: one line, and for a filter or format its text with a caret; for what should not be, a trace. */
async function textOf(error: unknown): Promise<string[]> {
  if (error instanceof TextError) {
    const { formatTextError } = await import('../filter/filter.js');
    return formatTextError(error).split('\n').map(fromByteString);
  }
  if (error instanceof SyssharkError) return [error.message];
  const trace = error instanceof Error ? `${error.stack}` : String(error);
  return `this is a bug: ${trace}`.split('\n').map((line, i) => (i === 0 ? line : `    ${line.trim()}`));
}

async function report(error: unknown): Promise<void> {
  const [first, ...others] = await textOf(error);
  warn(`sysshark: ${first}`);
  for (const line of others) warn(line);
}

/** Runs the program on the arguments after its name; resolves to its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await run(argv);
  } catch (error) {
    if (!isReaderGone(error)) await report(error);
    return exitCodeOf(error);
  }
}
