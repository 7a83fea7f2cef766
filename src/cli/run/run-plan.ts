import { MemoryBudget } from '../../bytes/memory-budget.js';
import type { FieldDef } from '../../fields/field.js';
import type { Ast } from '../../filter/ast.js';
import type { Filter } from '../../filter/filter.js';
import { ofCommand } from '../../filter/of-command.js';
import type { Emit } from '../../output/line.js';
import type { SessionParts } from '../../run/session.js';
import { makeSkipContext } from '../../run/skip-context.js';
import type { StateNeeds } from '../../run/state-needs.js';
import type { TracedCommand } from '../../run/traced-command.js';
import type { SkipContext } from '../../state/event-skipper.js';
import { sizeText } from '../options/option-values.js';
import type { RunOptions } from '../options/run-options.js';
import type { ChiselPrinter } from '../print/chisel-printer.js';
import type { OwnPrinter } from '../print/own-printer.js';
import { chooseEmit, compileFor, contextOf, loadColors, withoutSuppressed } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import type { PrivilegeDrop } from './privileges.js';
import { refuseSameFile } from './same-file.js';
import type { SplitRun } from './split-run.js';
import { stateNeeds } from './state-needs.js';

/** What is prepared from the options before the source is opened. */
export interface RunPlan extends Pick<SessionParts, 'filter' | 'skipContext' | 'memory' | 'pressure'> {
  readonly needs: StateNeeds;
  /** Writes the text of each event; null if none is printed. */
  readonly emit: Emit | null;
  /** Standard output. */
  readonly text: TextOutput;
  /** The command to run and capture; null to capture the whole machine or to read captures. */
  readonly command: TracedCommand | null;
  /** Runs the chisels; null without chisels. */
  readonly chisels: ChiselPrinter | null;
  /** Writes what a command such as follow shows; null to do anything else. */
  readonly own: OwnPrinter | null;
  /** Splits the output into several captures; null for a single one. */
  readonly split: SplitRun | null;
  /** The user to switch to once root is no longer needed; null to keep the current user. */
  readonly privilegeDrop: PrivilegeDrop | null;
}

/** Options as adapted to the chisels of a run, and the plan that is made from them. */
interface Chosen {
  readonly options: RunOptions;
  readonly plan: RunPlan;
}

/** Plans a run; the process of a command to capture has been started and waits. Throws SyssharkError, TextError. */
export async function planRun(given: RunOptions, asked: Ast | null, processIo: ProcessIo): Promise<Chosen> {
  const text = new TextOutput(processIo.stdout, processIo.isStdoutTerminal && !given.hasRawBytes);
  const chisels = await chooseChisels(given, processIo, { text, filter: asked });
  const options = chisels === null ? given : chisels.recorded(given);
  const own = await chooseOwn(options, processIo, { text, filter: asked });
  const filter = compileWith(chisels, own === null ? asked : own.events, options);
  const emit = await chooseEmit(options, processIo);
  const memory = new MemoryBudget(options.stateBytes, () => processIo.warn(leftOutOf(options.stateBytes)));
  const pressure = { isHigh: false };
  const split = await chooseSplit(options, { ...processIo, memory, pressure });
  refuseSameFile(options, split?.endangered ?? null);
  const privilegeDrop = await findPrivilegeDrop(options, processIo);
  const command = await makeCommand(options, privilegeDrop);
  const skipContext = chooseSkipContext(options, filter);
  const needs = stateNeeds(options, filter, own?.reads);
  const plan = {
    filter,
    own: own?.printer ?? null,
    skipContext,
    needs,
    emit,
    text,
    memory,
    pressure,
    split,
    privilegeDrop,
    chisels,
    command,
  };
  return { options, plan };
}

/** The warning if state does not fit in its memory. */
function leftOutOf(bytes: number): string {
  return `sysshark: processes and descriptors need more than --state-memory ${sizeText(bytes)}: some events lack names; use a larger value`;
}

async function makeCommand(
  { command, output }: RunOptions,
  privilegeDrop: PrivilegeDrop | null,
): Promise<TracedCommand | null> {
  if (command.length === 0) return null;
  const { TracedCommand } = await import('../../run/traced-command.js');
  // what it prints must not get into the capture
  return new TracedCommand(command, privilegeDrop?.commandAccount ?? null, output === '-' ? 2 : 'inherit');
}

/** The filter of a run, combined with what its command and its chisels require; null for none. */
function compileWith(chisels: ChiselPrinter | null, asked: Ast | null, options: RunOptions): Filter | null {
  const tree = chisels === null ? asked : chisels.narrowed(asked);
  const own = compileFor(options, withoutSuppressed(tree, options));
  const followed = options.command.length === 0 ? own : ofCommand(own);
  return chisels === null ? followed : chisels.observing(followed);
}

async function chooseChisels(
  options: RunOptions,
  processIo: ProcessIo,
  parts: { readonly text: TextOutput; readonly filter: Ast | null },
): Promise<ChiselPrinter | null> {
  if (options.chisels.length === 0) return null;
  const { ChiselPrinter } = await import('../print/chisel-printer.js');
  const colors = await loadColors(options, processIo);
  return new ChiselPrinter(options, processIo, { ...parts, paint: colors?.PAINT ?? null });
}

/** What writes the output of a command. */
interface Own {
  readonly printer: OwnPrinter;
  /** The events that it needs (null for all)… */
  readonly events: Ast | null;
  /** …and the fields of them that it reads (null if they are not known). */
  readonly reads: readonly FieldDef[] | null;
}

/** The output of a command that prints something else than events; null for a run that prints events. */
async function chooseOwn(
  options: RunOptions,
  processIo: ProcessIo,
  { text, filter }: { readonly text: TextOutput; readonly filter: Ast | null },
): Promise<Own | null> {
  const { follow, requests } = options;
  if (follow === null && requests === null) return null;
  const compiled = compileFor(options, withoutSuppressed(filter, options));
  const selector = [options.filter, ...options.displayFilters].filter((one) => one !== '').join(' and ');
  const context = contextOf(options);
  if (requests !== null) {
    const { RequestsPrinter } = await import('../print/requests-printer.js');
    const { requestEvents } = await import('../../analysis/requests/request-events.js');
    const selects = compiled?.test ?? (() => true);
    const printer = new RequestsPrinter(requests, { text, context, selects, selector });
    return { printer, events: requestEvents(filter, compiled), reads: null };
  }
  if (follow === null) return null;
  const { FOLLOWED, FollowPrinter, followedFields } = await import('../print/follow-printer.js');
  const colors = await loadColors(options, processIo);
  const parts = { text, paint: colors?.PAINT ?? null, context };
  const printer = new FollowPrinter(follow, { selects: compiled, selector }, parts);
  return { printer, events: FOLLOWED, reads: followedFields(compiled) };
}

async function chooseSplit(
  options: RunOptions,
  processIo: ProcessIo & Pick<RunPlan, 'memory' | 'pressure'>,
): Promise<SplitRun | null> {
  if (options.split === null) return null;
  const { openSplit } = await import('./split-run.js');
  return openSplit(options, options.split, processIo);
}

async function findPrivilegeDrop(options: RunOptions, processIo: ProcessIo): Promise<PrivilegeDrop | null> {
  const { usesProbe, listens, asks } = options.source;
  if (!usesProbe && !listens && !asks) return null;
  const { planPrivilegeDrop, planServerDrop } = await import('./privileges.js');
  return listens
    ? planServerDrop(options, `-I ${options.plugin?.name} does not listen`, processIo)
    : planPrivilegeDrop(options, processIo);
}

function chooseSkipContext(options: RunOptions, filter: Filter | null): SkipContext | null {
  const { source, split, hasSummary } = options;
  const isNeeded = filter !== null || split !== null || hasSummary || source.fillsPrefilter(options);
  return isNeeded ? makeSkipContext(filter, source.usesProbe) : null;
}
