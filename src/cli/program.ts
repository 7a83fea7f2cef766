import { Command, CommanderError, Option } from 'commander';
import { SyssharkError } from '../errors.js';

/** Options as they were written, by commander's names; see the table below for the letters. */
export interface RawOptions {
  readonly read?: string[];
  readonly write?: string;
  readonly gzip?: boolean;
  readonly count?: string;
  readonly duration?: string;
  readonly snaplen?: string;
  readonly format?: string;
  readonly json?: boolean;
  readonly ascii?: boolean;
  readonly hex?: boolean;
  readonly hexAscii?: boolean;
  readonly base64?: boolean;
  readonly time?: string;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
  readonly summary?: boolean;
  readonly progress?: boolean;
  readonly internal?: boolean;
  readonly displayFilter?: boolean;
  readonly fat: boolean;
  readonly list?: boolean;
  readonly listEvents?: boolean;
  readonly unbuffered?: boolean;
  readonly buffer?: string;
  readonly color?: string;
  readonly explain?: boolean;
  readonly pageFaults?: boolean;
  readonly relinquishPrivileges?: string;
}

/** What the command line says: options and filter words, or text to print (help, version). */
export type CommandLine =
  | {
      readonly kind: 'run';
      readonly options: RawOptions;
      readonly words: readonly string[];
      /** What stands behind `--`. */
      readonly command: readonly string[];
      /** Whether the machine is to be looked at instead. */
      readonly isDoctor: boolean;
    }
  | { readonly kind: 'text'; readonly text: string };

const DOCTOR = 'doctor';
const DOCTOR_HELP = `
Commands:
  ${DOCTOR}                    tell whether this machine can be captured, and what is
                            missing
  -- <command> [argument...]  capture a command and all that descend from it`;

const collect = (value: string, before: string[] = []): string[] => before.concat(value);

/** Sysdig's letters; what it needs a switch for and is the default here (-F, -B, --modern-bpf) is accepted. */
function defineOptions(program: Command): Command {
  return program
    .option('-r, --read <file>', 'read a capture, - for standard input; several are merged by time', collect)
    .option('-w, --write <file>', 'write events to a capture; - for standard output')
    .option('-z, --gzip', 'compress what -w writes')
    .option('-n, --count <number>', 'stop after so many events that passed the filter')
    .option('-M, --duration <seconds>', 'stop after so many seconds of event time')
    .option('-s, --snaplen <bytes>', 'bytes kept of each I/O buffer: 80 if not given, 65000 at most')
    .option('-p, --format <format>', 'what to print of each event; -pc with containers, -pp the default')
    .option('-j, --json', 'one JSON object a line')
    .option('-A, --ascii', 'I/O buffers as text')
    .option('-x, --hex', 'I/O buffers in hexadecimal')
    .option('-X, --hex-ascii', 'I/O buffers in hexadecimal and as text')
    .option('-b, --base64', 'I/O buffers in base64')
    .option('-t, --time <mode>', 'h clock, a epoch, r since the start, d enter to exit, D since the event before')
    .option('-v, --verbose', 'arguments whole, and a report at the end')
    .option('-q, --quiet', 'print no events')
    .option('-S, --summary', 'table of calls at the end')
    .option('-P, --progress', 'progress on standard error')
    .option('-D, --internal', 'show internal events')
    .option('-d, --display-filter', 'apply the filter after each event has changed the state')
    .option('-F, --fatfile', 'keep hidden state events in a filtered capture (the default)')
    .option('--no-fat', 'do not keep them')
    .option('-l, --list', 'list the fields that filters and formats know; -lv with types')
    .option('-L, --list-events', 'list the event types')
    .option('--explain', 'show which part of the filter the kernel decides, and capture nothing')
    .option('--unbuffered', 'write each event at once')
    .option('--page-faults', 'record page faults too')
    .option('-Z, --relinquish-privileges <user>', 'go on as this user once the capture has begun; root to stay root')
    .option('--buffer <size>', 'ring buffer of each CPU, as 8M')
    .option('--color <when>', 'auto, always or never')
    .addOption(new Option('-B, --bpf [probe]').hideHelp())
    .addOption(new Option('--modern-bpf').hideHelp());
}

function defineProgram(version: string): Command {
  const program = new Command('sysshark');
  program
    .description('Captures the system calls of a Linux machine and inspects them.')
    .usage('[options] [filter] [-- command...]')
    .argument('[filter...]', 'which events, as: proc.name=nginx and evt.type=openat')
    .version(version, '-V, --version')
    .exitOverride()
    .allowExcessArguments()
    .addHelpText('after', DOCTOR_HELP);
  return defineOptions(program);
}

/** What stands before and behind the first `--`. Throws SyssharkError USAGE where nothing does behind. */
function splitCommand(argv: readonly string[]): {
  readonly own: readonly string[];
  readonly command: readonly string[];
} {
  const at = argv.indexOf('--');
  if (at < 0) return { own: argv, command: [] };
  if (at === argv.length - 1) throw new SyssharkError('USAGE', 'a command to run is missing behind --');
  return { own: argv.slice(0, at), command: argv.slice(at + 1) };
}

/** Reads the arguments after the program's name. Throws SyssharkError USAGE in one line. */
export function parseCommandLine(argv: readonly string[], version: string): CommandLine {
  const { own, command } = splitCommand(argv);
  // no filter is one word without a comparison, and commander would take numbers below nought for options beside a command of its own
  const isDoctor = own[0] === DOCTOR;
  const program = defineProgram(version);
  let text = '';
  program.configureOutput({ writeOut: (part) => (text += part), writeErr: () => undefined });
  try {
    program.parse(isDoctor ? own.slice(1) : own, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text };
    throw new SyssharkError(
      'USAGE',
      `${error.message.replace(/^error: /, '').replace(/\n/g, ' ')}; see sysshark --help`,
    );
  }
  return { kind: 'run', options: program.opts<RawOptions>(), words: program.args, command, isDoctor };
}
