import { statSync } from 'node:fs';
import type { Batch } from '../bytes/batch.js';
import { portNames } from '../decode/end-text.js';
import { SyssharkError } from '../errors.js';
import type { Filter } from '../filter/filter.js';
import { ofCommand } from '../filter/of-command.js';
import { CaptureWriter } from '../output/capture-writer.js';
import type { EventSink, SplitSink } from '../output/event-sink.js';
import { EventLoop } from '../run/event-loop.js';
import type { LiveRun } from '../run/live-run.js';
import { openCaptures } from '../run/open-captures.js';
import { passOverAids } from '../run/pass-over-aids.js';
import type { Sinks } from '../run/sinks.js';
import type { TracedCommand } from '../run/traced-command.js';
import { LossLog } from '../source/loss.js';
import { readServices } from '../source/services.js';
import type { EventSource } from '../source/source.js';
import { Turns } from '../source/turns.js';
import type { PassOverAids } from '../state/pass-over.js';
import type { ChiselPrinter } from './chisel-printer.js';
import { EXIT } from './exit-codes.js';
import type { RunOptions } from './options.js';
import { chooseEmit, chooseFilter, chooseHeading, loadColors } from './printing.js';
import type { Successor } from './privileges.js';
import { Report } from './report.js';
import type { RequestedItem } from './requests.js';
import type { SplitRun } from './split-run.js';
import type { Surroundings } from './surroundings.js';
import { TextOutput } from './text-output.js';

const STDOUT = 1;
/** Longest time that captured events wait in memory. */
const FLUSH_MS = 1000;

/** What the options are turned into before anything is opened. */
interface Parts extends Pick<Sinks, 'filter' | 'emit' | 'analyse' | 'losses'> {
  /** What helps to go past events that the filter refuses; null where there is none. */
  readonly aids: PassOverAids | null;
  /** What is run and captured; null where the whole machine is, or captures are read. */
  readonly command: TracedCommand | null;
  /** What is printed instead of events; null for nothing. */
  readonly chisels: ChiselPrinter | null;
  /** What splits that which is written into several captures; null for one. */
  readonly split: SplitRun | null;
  /** Who the run goes on as once it needs root no more; null where it stays who it is. */
  readonly successor: Successor | null;
}

/** Where events come from, and what follows a live capture. */
interface Origin {
  readonly source: EventSource;
  readonly live: LiveRun | null;
}

/** What a run holds open while it goes through its sources. */
interface Run {
  readonly options: RunOptions;
  readonly surroundings: Surroundings;
  readonly loop: EventLoop;
  readonly text: TextOutput;
  readonly writer: EventSink | null;
  readonly split: SplitRun | null;
  readonly chisels: ChiselPrinter | null;
  readonly report: Report;
  readonly losses: LossLog;
  readonly command: TracedCommand | null;
  /** When the written capture was last complete, in ms. */
  flushedAt: number;
}

/** The wish to end, which may come before there is a source to stop. */
class End {
  private isAsked = false;
  private source: EventSource | null = null;

  ask(): void {
    this.isAsked = true;
    this.source?.stop();
  }

  stops(source: EventSource): void {
    this.source = source;
    if (this.isAsked) source.stop();
  }
}

/**
 * Captures or reads as the options say; resolves to the exit status, which is that of the command where one is captured. Throws
 * SyssharkError after a clean close.
 */
export async function runCapture(given: RunOptions, surroundings: Surroundings): Promise<number> {
  const chisels = await chooseChisels(given, surroundings);
  const options = chisels === null ? given : chisels.narrowed(given);
  const filter = filterOf(options, chisels);
  const emit = await chooseEmit(options, surroundings);
  const split = await chooseSplit(options, surroundings);
  refuseOverwriting(options, split?.endangered ?? [options.output ?? '-']);
  const successor = await findSuccessor(options, surroundings);
  const analyse = chisels?.analyse ?? null;
  const aids = chooseAids(options, filter);
  const common = { filter, aids, emit, analyse, losses: new LossLog(), split, successor, chisels };
  if (options.command.length === 0) {
    await run({ ...common, command: null }, options, surroundings);
    await copyFound(chisels, surroundings);
    return EXIT.DONE;
  }
  const { TracedCommand } = await import('../run/traced-command.js');
  const command = new TracedCommand(options.command, successor?.ofCommand ?? null);
  try {
    await run({ ...common, command }, options, surroundings);
  } catch (error) {
    command.stop();
    throw error;
  }
  return command.status;
}

/** Writes what chisels have found, for which the captures are read once more. */
async function copyFound(chisels: ChiselPrinter | null, surroundings: Surroundings): Promise<void> {
  for (const copy of chisels?.copies ?? []) await runCapture(copy, surroundings);
}

async function run(parts: Parts, options: RunOptions, surroundings: Surroundings): Promise<void> {
  const end = new End();
  surroundings.onEnd(() => {
    end.ask();
    parts.command?.stop();
  });
  const { source, live } = await openOrigin(options, parts, surroundings);
  try {
    // so that also the first file is the successor's
    parts.successor?.takeOver(options);
    const opened = await openRun(options, surroundings, parts);
    live?.attach(opened.loop);
    end.stops(source);
    try {
      await readAll(opened, source, live);
    } finally {
      await closeRun(opened);
    }
  } catch (error) {
    throw parts.successor?.explain(error) ?? error;
  } finally {
    source.close();
  }
}

/** The filter of a run, with what its command and its chisels make of it; null for none. */
function filterOf(options: RunOptions, chisels: ChiselPrinter | null): Filter | null {
  const own = chooseFilter(options);
  const asked = options.command.length === 0 ? own : ofCommand(own);
  return chisels === null ? asked : chisels.observing(asked);
}

async function chooseChisels(options: RunOptions, surroundings: Surroundings): Promise<ChiselPrinter | null> {
  if (options.chisels.length === 0) return null;
  const { ChiselPrinter } = await import('./chisel-printer.js');
  const colors = await loadColors(options, surroundings);
  return new ChiselPrinter(options, surroundings, colors?.PAINT ?? null);
}

async function chooseSplit(options: RunOptions, surroundings: Surroundings): Promise<SplitRun | null> {
  if (options.split === null) return null;
  const { openSplit } = await import('./split-run.js');
  return openSplit(options, options.split, surroundings);
}

async function findSuccessor(options: RunOptions, surroundings: Surroundings): Promise<Successor | null> {
  if (options.inputs.length > 0) return null;
  const { chooseSuccessor } = await import('./privileges.js');
  return chooseSuccessor(options, surroundings);
}

function chooseAids({ inputs, split }: RunOptions, filter: Filter | null): PassOverAids | null {
  return filter === null && split === null ? null : passOverAids(filter, inputs.length === 0);
}

async function openOrigin(options: RunOptions, parts: Parts, { warn, env }: Surroundings): Promise<Origin> {
  const { filter, aids, losses } = parts;
  const slab = aids?.skimmer.slab ?? null;
  if (options.inputs.length > 0) return { source: await openCaptures(options.inputs, losses, slab), live: null };
  const { LiveRun } = await import('../run/live-run.js');
  const { namesDescriptors } = await import('./descriptor-needs.js');
  const readerOf = options.output === '-' || options.printing !== 'nothing' ? STDOUT : null;
  const live = new LiveRun(options, {
    filter,
    namesDescriptors: namesDescriptors(options, filter),
    slab,
    refused: aids?.refused ?? null,
    env,
    warn,
    readerOf,
  });
  return { source: live.source, live };
}

/** Opening a file to write empties it, so it must not be one that is still to be read. */
function refuseOverwriting({ inputs }: RunOptions, outputs: readonly string[]): void {
  const identity = (path: string): string | null => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? `${found.dev}:${found.ino}` : null;
  };
  const read = new Set(inputs.filter((input) => input !== '-').map(identity));
  for (const output of outputs) {
    const target = output === '-' ? null : identity(output);
    if (target !== null && read.has(target))
      throw new SyssharkError('USAGE', `-w ${output} would empty a capture that -r reads`);
  }
}

async function openRun(
  options: RunOptions,
  surroundings: Surroundings,
  { aids, command, split, chisels, ...sinks }: Parts,
): Promise<Run> {
  const text = await openText(options, chisels);
  const report = await Report.start(options, surroundings);
  const writer = split?.sink ?? openWriter(options);
  const outputs = { text: text.text, writer, split: split?.sink ?? null, watch: split?.watch ?? null };
  const loop = new EventLoop(options, { ...sinks, ...outputs, summary: report.summary }, aids);
  if (loop.isCopy && split !== null && aids !== null) loop.track(split.tracker(aids.skimmer));
  loop.nameEnds(options.namesPorts ? portNames(readServices()) : null, options.namesInterfaces);
  return {
    options,
    surroundings,
    loop,
    text,
    writer,
    split,
    chisels,
    report,
    losses: sinks.losses,
    command,
    flushedAt: Number.NEGATIVE_INFINITY,
  };
}

/** The text of a run, with what stands before everything else. */
async function openText(options: RunOptions, chisels: ChiselPrinter | null): Promise<TextOutput> {
  const text = new TextOutput(STDOUT);
  const heading = await chooseHeading(options);
  if (heading !== null) text.line(heading);
  chisels?.begin(text);
  return text;
}

function openWriter({ output, gzip }: RunOptions): EventSink | null {
  return output === null ? null : new CaptureWriter(output, { gzip });
}

/** Completes what was begun, whatever ended the run; the captures that were written are valid after it. */
async function closeRun({ loop, chisels, report, text, writer }: Run): Promise<void> {
  report.stop();
  try {
    await writer?.close();
  } finally {
    chisels?.reportEnd(loop, text);
    await report.conclude(loop, text);
    await text.flush();
  }
}

async function readAll(run: Run, source: EventSource, live: LiveRun | null): Promise<void> {
  try {
    await pump(run, source, live);
  } finally {
    live?.conclude();
    source.close();
  }
}

async function takeItem({ loop, split, chisels, text }: Run, item: RequestedItem): Promise<void> {
  if (item.kind === 'header') {
    loop.begin(item.header);
    chisels?.beginCapture();
  } else if (item.kind === 'tick') chisels?.reportInterval(loop, text);
  else if (item.kind === 'request') {
    if (split?.dump()) await split.sink.advance(loop.currentState);
  } else if (item.kind === 'marks' && loop.isFiltered) loop.writeUnfiltered(item.batch);
  else if (split === null) loop.take(item.batch);
  else await takeParts(loop, split.sink, item.batch);
}

/** Takes a batch through the loop, and does in between what the sink has to do where one capture ends and another begins. */
async function takeParts(loop: EventLoop, sink: SplitSink, batch: Batch): Promise<void> {
  let at = batch.start;
  do {
    const from = at;
    at = loop.take(batch, from);
    sink.pass(batch, from, at);
    if (loop.isCut) await sink.advance(loop.currentState);
  } while (at < batch.end && !loop.isDone);
}

function itemsOf({ split, chisels }: Run, source: EventSource): AsyncGenerator<RequestedItem, void, void> {
  const items = source.items();
  const requested = split?.requests?.among(items) ?? items;
  return chisels?.among(requested) ?? requested;
}

/** What is to be done once an item was taken: by a live capture, and for who waits for the beginning of one. */
function followItem({ loop, chisels, text, command }: Run, source: EventSource, live: LiveRun | null): void {
  live?.follow(loop);
  chisels?.reportBeginning(loop, text, live?.isAsking ?? false);
  if (live?.isAbreast) command?.beginIn(loop, source);
}

/** Takes all that a source has through the loop. */
async function pump(run: Run, source: EventSource, live: LiveRun | null): Promise<void> {
  const { loop, text, writer } = run;
  const turns = new Turns();
  try {
    for await (const item of itemsOf(run, source)) {
      await takeItem(run, item);
      await text.flush();
      if (writer !== null) await settle(run, writer);
      followItem(run, source, live);
      run.report.update(loop);
      if (loop.isDone || text.isGone) return;
      await turns.take();
    }
    if (!run.losses.isEmpty) throw run.losses.error(source.name);
  } finally {
    await text.flush();
  }
}

/** Lets the written capture catch up: at once where somebody waits for it, else when it is behind or a second has passed. */
async function settle(run: Run, writer: EventSink): Promise<void> {
  const now = performance.now();
  const isDue = run.options.isUnbuffered || now - run.flushedAt > FLUSH_MS;
  if (!isDue && !writer.isBehind) return;
  run.flushedAt = now;
  await (isDue ? writer.flush() : writer.drain());
}
