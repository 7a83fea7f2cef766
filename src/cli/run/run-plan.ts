import { MemoryBudget } from '../../bytes/memory-budget.js';
import type { Ast } from '../../filter/ast.js';
import type { Filter } from '../../filter/filter.js';
import { ofCommand } from '../../filter/of-command.js';
import type { Emit } from '../../output/line.js';
import type { PipelineParts } from '../../run/pipeline-parts.js';
import { makeSkipContext } from '../../run/skip-context.js';
import type { StateNeeds } from '../../run/state-needs.js';
import type { TracedCommand } from '../../run/traced-command.js';
import type { SkipContext } from '../../state/event-skipper.js';
import { sizeText } from '../options/option-values.js';
import type { RunOptions } from '../options/run-options.js';
import type { ChiselPrinter } from '../print/chisel-printer.js';
import { chooseEmit, compileFor, loadColors, withoutSuppressed } from '../print/printing.js';
import { TextOutput } from '../print/text-output.js';
import type { ProcessIo } from '../process-io.js';
import type { Successor } from './privileges.js';
import { refuseSameFile } from './same-file.js';
import type { SplitRun } from './split-run.js';
import { stateNeeds } from './state-needs.js';

/** What the options are turned into before anything is opened. */
export interface RunPlan extends Pick<PipelineParts, 'filter' | 'skipContext' | 'memory'> {
  readonly needs: StateNeeds;
  /** What makes the text of each event; null where none is printed. */
  readonly emit: Emit | null;
  /** Standard output. */
  readonly text: TextOutput;
  /** What is run and captured; null where the whole machine is, or captures are read. */
  readonly command: TracedCommand | null;
  /** What is printed instead of events; null for nothing. */
  readonly chisels: ChiselPrinter | null;
  /** What splits that which is written into several captures; null for one. */
  readonly split: SplitRun | null;
  /** Who the run goes on as once it needs root no more; null where it stays who it is. */
  readonly successor: Successor | null;
}

/** Options as the chisels of a run narrow them, and what they are turned into. */
interface Chosen {
  readonly options: RunOptions;
  readonly plan: RunPlan;
}

/** Turns options into what a run needs; a command that is to be captured is there and waits. Throws SyssharkError, TextError. */
export async function planRun(given: RunOptions, asked: Ast | null, processIo: ProcessIo): Promise<Chosen> {
  const text = new TextOutput(processIo.stdout, processIo.isStdoutTerminal && !given.hasRawBytes);
  const chisels = await chooseChisels(given, processIo, { text, filter: asked });
  const options = chisels === null ? given : chisels.recorded(given);
  const filter = compileWith(chisels, asked, options);
  const emit = await chooseEmit(options, processIo);
  const memory = new MemoryBudget(options.stateBytes, () => processIo.warn(leftOutOf(options.stateBytes)));
  const split = await chooseSplit(options, { ...processIo, memory });
  refuseSameFile(options, split?.endangered ?? null);
  const successor = await findSuccessor(options, processIo);
  const command = await makeCommand(options, successor);
  const skipContext = chooseSkipContext(options, filter);
  const needs = stateNeeds(options, filter);
  const plan = { filter, skipContext, needs, emit, text, memory, split, successor, chisels, command };
  return { options, plan };
}

/** What is said when something of the state has no room. */
function leftOutOf(bytes: number): string {
  return `sysshark: processes and descriptors need more than --state-memory ${sizeText(bytes)}: some events lack names; use a larger value`;
}

async function makeCommand({ command }: RunOptions, successor: Successor | null): Promise<TracedCommand | null> {
  if (command.length === 0) return null;
  const { TracedCommand } = await import('../../run/traced-command.js');
  return new TracedCommand(command, successor?.ofCommand ?? null);
}

/** The filter of a run, with what its command and its chisels make of it; null for none. */
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

async function chooseSplit(
  options: RunOptions,
  processIo: ProcessIo & { readonly memory: MemoryBudget },
): Promise<SplitRun | null> {
  if (options.split === null) return null;
  const { openSplit } = await import('./split-run.js');
  return openSplit(options, options.split, processIo);
}

async function findSuccessor(options: RunOptions, processIo: ProcessIo): Promise<Successor | null> {
  if (!options.source.usesProbe) return null;
  const { chooseSuccessor } = await import('./privileges.js');
  return chooseSuccessor(options, processIo);
}

function chooseSkipContext(options: RunOptions, filter: Filter | null): SkipContext | null {
  const { source, split } = options;
  const isNeeded = filter !== null || split !== null || source.fillsPrefilter(options);
  return isNeeded ? makeSkipContext(filter, source.usesProbe) : null;
}
