import { readFileSync } from 'node:fs';
import type { Chisel } from '../analysis/chisel.js';
import { SyssharkError } from '../errors.js';
import { isModuleName } from '../modules/module-name.js';
import type { SourceKind } from '../run/sources.js';
import { LIST_NAME } from './command-line/chisels.js';
import type { CommandName } from './command-line/commands.js';
import { COMPARING } from './command-line/comparing.js';
import { EXPLAINING } from './command-line/explaining.js';
import { EXPORTING } from './command-line/exporting.js';
import { FOLLOWING } from './command-line/following.js';
import { INSPECTING } from './command-line/inspecting.js';
import { QUERYING } from './command-line/querying.js';
import { REQUESTING } from './command-line/requesting.js';
import { COLLECTING, FETCHING, SHIPPING, UNPROTECTED } from './command-line/shipping.js';
import type { RawOptions } from './command-line/table.js';
import { EXIT } from './exit-codes.js';
import { DEFAULT_NAME, defaultFormat } from './options/default-formats.js';
import type { ProcessIo } from './process-io.js';
import type { CommandLine } from './program.js';
import type { ModuleRights } from './run/module-rights.js';

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

/** A command line with the plugins that its configuration file names, and with paths for the names of libraries. */
export async function withPlugins(line: CommandLine, env: ProcessIo['env']): Promise<CommandLine> {
  const { pluginConfigFile, plugin, input } = line.options;
  if (pluginConfigFile === undefined && plugin === undefined && input === undefined) return line;
  const { findPlugins } = await import('./options/find-plugins.js');
  return { ...line, options: await findPlugins(line.options, env) };
}

/** The rights of a run, which are needed only for modules. */
type Rights = () => Promise<ModuleRights>;

function rightsOf({ relinquishPrivileges }: RawOptions, processIo: ProcessIo): Rights {
  let rights: ModuleRights | undefined;
  return async () =>
    (rights ??= new (await import('./run/module-rights.js')).ModuleRights(relinquishPrivileges, processIo));
}

/** The kinds of sources that options name. */
const sourcesFor = async (options: RawOptions, rights: Rights, { warn }: ProcessIo): Promise<readonly SourceKind[]> =>
  (await import('./run/asked-sources.js')).askedSources(options, rights, warn);

/** The same for a run that captures live unless it is told what to read. */
async function sourcesOrLive(
  options: RawOptions,
  rights: Rights,
  processIo: ProcessIo,
): Promise<readonly SourceKind[]> {
  if (options.read !== undefined || options.input !== undefined) return sourcesFor(options, rights, processIo);
  return (await import('./run/asked-sources.js')).liveSources(options, rights, processIo.warn);
}

const list: Run = async ({ options, words }, processIo) => {
  const sources = await sourcesFor(options, rightsOf(options, processIo), processIo);
  return (await import('./info/run-list.js')).runList(options, words, sources);
};

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
  [
    ({ list, listEvents, listMarkdown }) => (list !== undefined || listMarkdown !== undefined ? true : listEvents),
    list,
  ],
  [
    ({ input }) => (input === LIST_NAME ? true : undefined),
    async ({ options }, processIo) => {
      const sources = await sourcesFor(options, rightsOf(options, processIo), processIo);
      return (await import('./info/run-plugin-list.js')).runPluginList(options, sources);
    },
  ],
  [
    ({ pluginInfo }) => (pluginInfo === undefined ? undefined : true),
    async ({ options }, processIo) => (await import('./info/run-plugin-list.js')).runPluginInfo(options, processIo),
  ],
  [
    ({ print }) => (print === DEFAULT_NAME ? true : undefined),
    (_, { isStdoutTerminal }) => print(defaultFormat(isStdoutTerminal)),
  ],
  [
    ({ explain }) => explain,
    async ({ options, words }, processIo) => {
      const sources = await sourcesFor(options, rightsOf(options, processIo), processIo);
      const checked = (await loadOptions()).checkOptions(options, words, [], sources);
      return (await import('./info/run-explain.js')).runExplain(checked, processIo);
    },
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
    const sources = await sourcesOrLive(options, rightsOf(options, processIo), processIo);
    return runCapture(checkFollow(options, words, command, sources), processIo);
  },
  requests: async ({ options, words, command }, processIo) => {
    if (options.read === undefined) (await import('../source/native.js')).prepareProbe();
    const { checkRequests } = await import('./options/requests-options.js');
    const { runCapture } = await import('./run/run-capture.js');
    const sources = await sourcesOrLive(options, rightsOf(options, processIo), processIo);
    return runCapture(checkRequests(options, words, command, sources), processIo);
  },
  explain: async ({ options, words }, processIo) => {
    const { checkExplain } = await import('./options/explain-options.js');
    const { runExplanation } = await import('./run/run-explanation.js');
    const sources = await sourcesFor(options, rightsOf(options, processIo), processIo);
    return runExplanation(checkExplain(options, words, sources), processIo);
  },
  diff: async ({ options, words, command }, processIo) => {
    const { checkDiff } = await import('./options/diff-options.js');
    const { runDiff } = await import('./run/run-diff.js');
    const sources = await sourcesFor(options, rightsOf(options, processIo), processIo);
    return runDiff(checkDiff(options, words, command, sources), processIo);
  },
  sql: async ({ options, words, command }, processIo) => {
    const { checkSql } = await import('./options/sql-options.js');
    return (await import('./run/run-sql.js')).runSql(checkSql(options, words, command), processIo);
  },
  export: async ({ options, words, command }, processIo) => {
    const { checkExport, checkLiveExport, isLiveExport } = await import('./options/export-options.js');
    if (isLiveExport(options, words)) {
      const { runLiveExport } = await import('./run/run-live-export.js');
      return runLiveExport(checkLiveExport(options, words, command), packageVersion(), processIo);
    }
    const { runExport } = await import('./run/run-export.js');
    return runExport(checkExport(options, words, command), packageVersion(), processIo);
  },
  ui: async ({ options, words, command }, processIo) => {
    const { runScanThread } = await import('./run/scan-thread.js');
    const status = await runScanThread(processIo);
    if (status !== null) return status;
    const { checkUi } = await import('./options/ui-options.js');
    const { runUi } = await import('./run/run-ui.js');
    const { findLeadingCapture } = await import('./options/leading-capture.js');
    const rights = rightsOf(options, processIo);
    const isRead = findLeadingCapture(options.read, words, 'ui') !== null;
    const sources = await (isRead ? sourcesFor : sourcesOrLive)(options, rights, processIo);
    return runUi(checkUi(options, words, command, sources), await rights(), processIo);
  },
  report: async ({ options, words, command }, processIo) => {
    const { checkReport } = await import('./options/report-options.js');
    const { runReport } = await import('./run/run-report.js');
    const sources = await sourcesFor(options, rightsOf(options, processIo), processIo);
    return runReport(checkReport(options, words, command, sources), processIo);
  },
  ship: async ({ options, words, command }, processIo) => {
    if (options.read === undefined) (await import('../source/native.js')).prepareProbe();
    const { checkShip } = await import('./options/ship-options.js');
    return (await import('./run/run-ship.js')).runShip(checkShip(options, words, command), packageVersion(), processIo);
  },
  collect: async ({ options, words, command }, processIo) => {
    if (options.clickhouseTables === true)
      return print((await import('../fleet/clickhouse/tables.js')).statementsText());
    const { checkCollect } = await import('./options/collect-options.js');
    return (await import('./run/run-collect.js')).runCollect(
      checkCollect(options, words, command),
      packageVersion(),
      processIo,
    );
  },
  fetch: async ({ options, words, command }, processIo) => {
    const { checkFetch } = await import('./options/fetch-options.js');
    return (await import('./run/run-fetch.js')).runFetch(checkFetch(options, words, command), processIo);
  },
  merge: async ({ options, words }, processIo) => {
    const { checkMerge } = await loadOptions();
    const { runCapture } = await import('./run/run-capture.js');
    const sources = await sourcesFor(options, rightsOf(options, processIo), processIo);
    return runCapture(checkMerge(options, words, sources), processIo);
  },
  completion: async ({ words }) => (await import('./info/run-completion.js')).runCompletion(words),
  doctor: async ({ options, words }, processIo) =>
    (await import('./info/run-doctor.js')).runDoctor((await loadOptions()).checkOptions(options, words), processIo),
};

/** The chisels that are files, by name. */
async function chiselFiles(
  { read, input }: RawOptions,
  asked: CommandLine['chisels'],
  rights: Rights,
): Promise<ReadonlyMap<string, Chisel>> {
  const [first, ...others] = asked.map(({ name }) => name).filter(isModuleName);
  if (first === undefined) return new Map();
  const { loadChiselFiles } = await import('./run/chisel-files.js');
  return loadChiselFiles([first, ...others], await rights(), read === undefined && input === undefined);
}

const capture: Run = async ({ options, words, chisels, command }, processIo) => {
  refuseRawTerminal(options, processIo);
  if (options.read === undefined && options.input === undefined) (await import('../source/native.js')).prepareProbe();
  const rights = rightsOf(options, processIo);
  const sources = await sourcesOrLive(options, rights, processIo);
  const { checkOptions } = await loadOptions();
  const { runCapture } = await import('./run/run-capture.js');
  if (chisels.length === 0) return runCapture(checkOptions(options, words, command, sources), processIo);
  const { requestChisels } = await import('./options/chisel-requests.js');
  const files = await chiselFiles(options, chisels, rights);
  const asked = requestChisels(words, chisels, files, sources);
  return runCapture({ ...checkOptions(options, asked.words, command, sources), chisels: asked.chisels }, processIo);
};

/** Options of ship, or of fetch, that others have as well. */
const OF_SHIP_AND_FETCH: ReadonlySet<string> = new Set(['to', 'tokenFile', 'authority']);
const OF_COLLECT_AS_WELL: ReadonlySet<string> = new Set(['from', 'tokenFile', 'authority']);

/** Options that only some commands have. */
const OF_COMMANDS = {
  follow: FOLLOWING,
  requests: REQUESTING,
  explain: EXPLAINING,
  diff: COMPARING,
  sql: QUERYING,
  export: EXPORTING,
  ui: INSPECTING,
  ship: [...SHIPPING, ...UNPROTECTED],
  collect: [
    ...COLLECTING,
    ...EXPORTING.filter(({ key }) => key === 'parquet'),
    ...[...SHIPPING, ...FETCHING].filter(({ key }) => OF_COLLECT_AS_WELL.has(key)),
    ...UNPROTECTED,
  ],
  fetch: [...FETCHING, ...SHIPPING.filter(({ key }) => OF_SHIP_AND_FETCH.has(key)), ...UNPROTECTED],
} as const;

/** Throws SyssharkError USAGE for options of other commands. */
function refuseOthers(options: RawOptions, command: CommandName | null): void {
  const own = new Set<string>(
    Object.entries(OF_COMMANDS).flatMap(([owner, rows]) => (owner === command ? rows.map(({ key }) => key) : [])),
  );
  for (const [owner, rows] of Object.entries(OF_COMMANDS)) {
    const name = rows.find(({ key }) => options[key] !== undefined && !own.has(key))?.names[0];
    if (name !== undefined)
      throw new SyssharkError('USAGE', `--${name} is an option of ${owner}: sysshark ${owner} --${name} …`);
  }
  if (command !== null && command !== 'ui' && options.input !== undefined)
    throw new SyssharkError(
      'USAGE',
      `${command} does not read logs with -I: write a capture with -w, and give it that`,
    );
}

/** The run for a command line. Throws SyssharkError USAGE. */
export function chooseRun({ options, name }: CommandLine): Run {
  if (name !== null && options.explain === true)
    throw new SyssharkError('USAGE', `--explain explains the filter of a capture: leave out ${name}`);
  const info = INFO_RUNS.find(([isRequested]) => isRequested(options));
  if (info !== undefined) return info[1];
  refuseOthers(options, name);
  return name === null ? capture : COMMAND_RUNS[name];
}
