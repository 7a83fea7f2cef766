import { readFileSync } from 'node:fs';
import type { Chisel } from '../analysis/chisel.js';
import { SyssharkError } from '../errors.js';
import { isModuleName } from '../modules/module-name.js';
import { LIST_NAME } from './command-line/chisels.js';
import type { CommandName } from './command-line/commands.js';
import { COMPARING } from './command-line/comparing.js';
import { EXPLAINING } from './command-line/explaining.js';
import { FOLLOWING } from './command-line/following.js';
import { INSPECTING } from './command-line/inspecting.js';
import { REQUESTING } from './command-line/requesting.js';
import type { RawOptions } from './command-line/table.js';
import { EXIT } from './exit-codes.js';
import { DEFAULT_NAME, defaultFormat } from './options/default-formats.js';
import type { ProcessIo } from './process-io.js';
import type { CommandLine } from './program.js';

/** Runs a command line; resolves to the exit status. */
type Run = (line: CommandLine, processIo: ProcessIo) => Promise<number>;

// each run loads its modules on demand, so that reading a capture does not load the others
const loadOptions = () => import('./options/run-options.js');

async function print(text: string): Promise<number> {
  const { printText } = await import('./print/print-text.js');
  await printText(text);
  return EXIT.DONE;
}

function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

const list: Run = async ({ options, words }) => (await import('./info/run-list.js')).runList(options, words);

/** Runs that print information instead of capturing, and whether an option requests them; the first match counts. */
const INFO_RUNS: readonly (readonly [isRequested: (options: RawOptions) => true | undefined, Run])[] = [
  [({ help }) => help, async () => print((await import('./command-line/help.js')).renderHelp())],
  [({ version }) => version, () => print(packageVersion())],
  [
    ({ chisel, listChisels }) => (chisel?.includes(LIST_NAME) ? true : listChisels),
    async ({ options }) => (await import('./info/run-chisel-list.js')).runChiselList(options),
  ],
  [
    ({ chiselInfo }) => (chiselInfo === undefined ? undefined : true),
    async ({ options }, processIo) => (await import('./info/run-chisel-list.js')).runChiselInfo(options, processIo),
  ],
  [({ list, listEvents, listMarkdown }) => list ?? listEvents ?? listMarkdown, list],
  [
    ({ print }) => (print === DEFAULT_NAME ? true : undefined),
    (_, { isStdoutTerminal }) => print(defaultFormat(isStdoutTerminal)),
  ],
  [
    ({ explain }) => explain,
    async ({ options, words }, processIo) =>
      (await import('./info/run-explain.js')).runExplain((await loadOptions()).checkOptions(options, words), processIo),
  ],
];

/** Throws SyssharkError USAGE if unmasked captured bytes would go to a terminal, unless --raw-bytes is given twice. */
function refuseRawTerminal({ raw, rawBytes, textFile }: RawOptions, { isStdoutTerminal }: ProcessIo): void {
  if (raw && isStdoutTerminal && textFile === undefined)
    throw new SyssharkError(
      'USAGE',
      '--raw would send captured bytes to this terminal, which could obey them: use -o FILE or a pipe, or leave it out',
    );
  if (rawBytes === 1 && isStdoutTerminal)
    throw new SyssharkError(
      'USAGE',
      'with --raw-bytes, captured text can send commands to this terminal: give it twice to allow that',
    );
}

/** The runs of the subcommands. */
const COMMAND_RUNS: Readonly<Record<CommandName, Run>> = {
  follow: async ({ options, words, command }, processIo) => {
    refuseRawTerminal(options, processIo);
    if (options.read === undefined) (await import('../source/native.js')).prepareProbe();
    const { checkFollow } = await import('./options/follow-options.js');
    const { runCapture } = await import('./run/run-capture.js');
    return runCapture(checkFollow(options, words, command), processIo);
  },
  requests: async ({ options, words, command }, processIo) => {
    if (options.read === undefined) (await import('../source/native.js')).prepareProbe();
    const { checkRequests } = await import('./options/requests-options.js');
    const { runCapture } = await import('./run/run-capture.js');
    return runCapture(checkRequests(options, words, command), processIo);
  },
  explain: async ({ options, words }, processIo) => {
    const { checkExplain } = await import('./options/explain-options.js');
    return (await import('./run/run-explanation.js')).runExplanation(checkExplain(options, words), processIo);
  },
  diff: async ({ options, words, command }, processIo) => {
    const { checkDiff } = await import('./options/diff-options.js');
    return (await import('./run/run-diff.js')).runDiff(checkDiff(options, words, command), processIo);
  },
  ui: async ({ options, words, command }, processIo) => {
    const { checkUi } = await import('./options/ui-options.js');
    return (await import('./run/run-ui.js')).runUi(checkUi(options, words, command), processIo);
  },
  report: async ({ options, words, command }, processIo) => {
    const { checkReport } = await import('./options/report-options.js');
    return (await import('./run/run-report.js')).runReport(checkReport(options, words, command), processIo);
  },
  merge: async ({ options, words }, processIo) =>
    (await import('./run/run-capture.js')).runCapture((await loadOptions()).checkMerge(options, words), processIo),
  completion: async ({ words }) => (await import('./info/run-completion.js')).runCompletion(words),
  doctor: async ({ options, words }, processIo) =>
    (await import('./info/run-doctor.js')).runDoctor((await loadOptions()).checkOptions(options, words), processIo),
};

/** The chisels that are files, by name. */
async function chiselFiles(
  { read, relinquishPrivileges }: RawOptions,
  asked: CommandLine['chisels'],
  processIo: ProcessIo,
): Promise<ReadonlyMap<string, Chisel>> {
  const [first, ...others] = asked.map(({ name }) => name).filter(isModuleName);
  if (first === undefined) return new Map();
  const { loadChiselFiles } = await import('./run/chisel-files.js');
  return loadChiselFiles(
    [first, ...others],
    { user: relinquishPrivileges ?? null, needsRoot: read === undefined },
    processIo,
  );
}

const capture: Run = async ({ options, words, chisels, command }, processIo) => {
  refuseRawTerminal(options, processIo);
  if (options.read === undefined) (await import('../source/native.js')).prepareProbe();
  const { checkOptions } = await loadOptions();
  const { runCapture } = await import('./run/run-capture.js');
  if (chisels.length === 0) return runCapture(checkOptions(options, words, command), processIo);
  const { requestChisels } = await import('./options/chisel-requests.js');
  const files = await chiselFiles(options, chisels, processIo);
  const asked = requestChisels(words, chisels, files);
  return runCapture({ ...checkOptions(options, asked.words, command), chisels: asked.chisels }, processIo);
};

/** Options that only one command has. */
const OF_COMMANDS = {
  follow: FOLLOWING,
  requests: REQUESTING,
  explain: EXPLAINING,
  diff: COMPARING,
  ui: INSPECTING,
} as const;

/** Throws SyssharkError USAGE for options of other commands. */
function refuseOthers(options: RawOptions, command: CommandName | null): void {
  for (const [owner, rows] of Object.entries(OF_COMMANDS)) {
    const name = rows.find(({ key }) => options[key] !== undefined)?.names[0];
    if (name !== undefined && owner !== command)
      throw new SyssharkError('USAGE', `--${name} is an option of ${owner}: sysshark ${owner} --${name} …`);
  }
}

/** The run for a command line. Throws SyssharkError USAGE. */
export function chooseRun({ options, name }: CommandLine): Run {
  const info = INFO_RUNS.find(([isRequested]) => isRequested(options));
  if (info !== undefined) return info[1];
  refuseOthers(options, name);
  return name === null ? capture : COMMAND_RUNS[name];
}
