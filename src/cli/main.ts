import { fstatSync, readFileSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { SyssharkError, TextError } from '../errors.js';
import { EXIT, exitCodeOf, isReaderGone } from './exit-codes.js';
import { checkOptions } from './options.js';
import { parseCommandLine } from './program.js';
import type { Surroundings } from './surroundings.js';

const STDOUT = 1;
const STDERR = 2;
/** Major number of /dev/null and the like on Linux. */
const MEMORY_DEVICES = 1;

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Writes a line to standard error; bytes for what is a byte string. */
function warn(line: string | Buffer): void {
  try {
    writeSync(STDERR, Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
  } catch {
    // Nobody is left to hear it.
  }
}

/** Asks the module tty, which takes a while to load, only where the answer can be yes. */
function isTerminal(fd: number): boolean {
  const { rdev } = fstatSync(fd);
  return rdev !== 0 && rdev >> 8 !== MEMORY_DEVICES && isatty(fd);
}

function surroundings(): Surroundings {
  return {
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
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
    },
    warn,
  };
}

async function run(argv: readonly string[]): Promise<number> {
  const commandLine = parseCommandLine(argv, packageVersion());
  if (commandLine.kind === 'text') {
    writeSync(STDOUT, commandLine.text);
    return EXIT.DONE;
  }
  const { options, words, command, isDoctor } = commandLine;
  if (options.list || options.listEvents) {
    const { runList } = await import('./run-list.js');
    return runList(options);
  }
  if (options.explain) {
    const { runExplain } = await import('./run-explain.js');
    return runExplain(checkOptions(options, words));
  }
  if (isDoctor) {
    const { runDoctor } = await import('./run-doctor.js');
    return runDoctor(checkOptions(options, words));
  }
  const { runCapture } = await import('./run-capture.js');
  return runCapture(checkOptions(options, words, command), surroundings());
}

/** Says what went wrong: one line, and for a filter or format its text with a caret. */
async function report(error: unknown): Promise<void> {
  if (error instanceof TextError) {
    const { formatTextError } = await import('../filter/filter.js');
    warn(Buffer.from(`sysshark: ${formatTextError(error)}`, 'latin1'));
  } else if (error instanceof SyssharkError) warn(`sysshark: ${error.message}`);
  else warn(`sysshark: this is a bug: ${error instanceof Error ? error.stack : String(error)}`);
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
