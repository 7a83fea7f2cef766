import { fstatSync, writeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { shownLine } from '../bytes/masked-text.js';
import { fromByteString, toByteString } from '../bytes/text.js';
import { SyssharkError, TextError } from '../errors.js';
import type { ScreenSize } from '../output/fit-screen.js';
import { EXIT, exitCodeOf, isReaderGone } from './exit-codes.js';
import { refuseCommand } from './meant-command.js';
import { BATCH_PROGRAM, CHECK_PROGRAM, openParentChannel, type ParentChannel } from './parent-channel.js';
import type { ProcessIo } from './process-io.js';
import { optionsKnownTo, parseCommandLine } from './program.js';
import { chooseRun, withPlugins } from './runs.js';

const STDOUT = 1;
const STDERR = 2;
/** Major device number of /dev/null and similar devices on Linux. */
const MEMORY_DEVICES = 1;
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Writes a line to standard error, masked so that names and words in it cannot end the line or control the terminal. */
function warn(line: string): void {
  try {
    writeSync(STDERR, Buffer.from(`${shownLine(toByteString(line))}\n`, 'latin1'));
  } catch {
    // there is nowhere left to report it
  }
}

/** Whether a descriptor is a terminal. Loading the module tty is slow, so it is only used if the answer can be yes. */
function isTerminal(fd: number): boolean {
  const { rdev } = fstatSync(fd);
  return rdev !== 0 && rdev >> 8 !== MEMORY_DEVICES && isatty(fd);
}

function screenSize(): ScreenSize | null {
  const { columns = 0, rows = 0 } = process.stdout;
  return columns > 0 && rows > 0 ? { columns, rows } : null;
}

/** Ways in which the parent asks for the end: a message, and its own end. */
const PARENT_ENDS = ['message', 'disconnect'] as const;

function onEnd(parent: ParentChannel | null): ProcessIo['onEnd'] {
  return (end) => {
    const onSignal = (signal: NodeJS.Signals): void => end(signal === 'SIGINT' ? 'interrupted' : 'ended');
    const onParent = (): void => end('ended');
    for (const signal of END_SIGNALS) process.on(signal, onSignal);
    if (parent !== null) for (const name of PARENT_ENDS) process.on(name, onParent);
    return () => {
      for (const signal of END_SIGNALS) process.off(signal, onSignal);
      for (const name of PARENT_ENDS) process.off(name, onParent);
    };
  };
}

function processIo(parent: ParentChannel | null): ProcessIo {
  return {
    stdout: STDOUT,
    isStdoutTerminal: isTerminal(STDOUT),
    screenSize,
    isTerminal,
    // a terminal without a width (script, some CI systems) cannot show progress: clearing it would never end
    get isStderrTerminal() {
      return isTerminal(STDERR) && process.stderr.columns > 0;
    },
    noColor: process.env['NO_COLOR'],
    forceColor: process.env['FORCE_COLOR'],
    env: process.env,
    isRoot: process.geteuid?.() === 0,
    onEnd: onEnd(parent),
    parent,
    onDump: (dump) => {
      process.on('SIGUSR1', dump);
    },
    warn,
  };
}

async function run(argv: readonly string[], parent: ParentChannel | null): Promise<number> {
  await refuseCommand(argv, optionsKnownTo(argv), process.env['PATH'] ?? '');
  const line = await withPlugins(parseCommandLine(argv), process.env);
  // must precede any formatting of times
  if (line.options.utc) process.env['TZ'] = 'UTC';
  return chooseRun(line)(line, processIo(parent));
}

/** The lines that report an error: one line; for a filter or format, also its text with a caret; for a bug, a stack trace. */
async function textOf(error: unknown): Promise<string[]> {
  if (error instanceof TextError) {
    const { formatTextError } = await import('../filter/filter.js');
    return formatTextError(error).split('\n').map(fromByteString);
  }
  if (error instanceof SyssharkError) return [error.message];
  const trace = error instanceof Error ? `${error.stack}` : String(error);
  return `this is a bug: ${trace}`.split('\n').map((line, i) => (i === 0 ? line : `    ${line.trim()}`));
}

async function report(error: unknown, parent: ParentChannel | null): Promise<void> {
  const [first = '', ...others] = await textOf(error);
  warn(`sysshark: ${first}`);
  for (const line of others) warn(line);
  await parent?.failed(first);
}

/** Runs the program on the arguments after its name; resolves to its exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  // a thread of this process that reads a capture (sql/scan-stream.ts), not the program
  if (argv[0] === 'scan-thread' && !(await import('node:worker_threads')).isMainThread) {
    await (await import('../sql/scan-thread.js')).runScanThread();
    return EXIT.DONE;
  }
  // a process that writes rows of segments for a collector (cli/run/batch-program.ts)
  if (argv[0] === BATCH_PROGRAM && process.send !== undefined)
    return (await import('./run/batch-program.js')).runBatchProgram(Number(argv[1]));
  // a process that checks segments for a collector (cli/run/check-program.ts)
  if (argv[0] === CHECK_PROGRAM && process.send !== undefined)
    return (await import('./run/check-program.js')).runCheckProgram(processIo(null), Number(argv[1]));
  const parent = openParentChannel();
  try {
    return await run(argv, parent);
  } catch (error) {
    if (!isReaderGone(error)) await report(error, parent);
    return exitCodeOf(error);
  }
}
