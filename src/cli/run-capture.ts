import { statSync } from 'node:fs';
import { SyssharkError } from '../errors.js';
import { canRefuseThreads, type Filter } from '../filter/filter.js';
import { ofCommand } from '../filter/of-command.js';
import { CaptureWriter } from '../output/capture-writer.js';
import { WINDOW_SIZE } from '../source/capture-file.js';
import { LossLog } from '../source/loss.js';
import { loadSkimModule } from '../source/skim-module.js';
import type { EventSource, SourceItem } from '../source/source.js';
import { Turns } from '../source/turns.js';
import type { PassOverAids } from '../state/pass-over.js';
import { RefusedThreads } from '../state/refused-threads.js';
import { Skimmer } from '../state/skimmer.js';
import { EventLoop, type Sinks } from './event-loop.js';
import { EXIT } from './exit-codes.js';
import type { LiveRun } from './live-run.js';
import { openCaptures } from './open-captures.js';
import type { RunOptions } from './options.js';
import { chooseEmit, chooseFilter } from './printing.js';
import type { Successor } from './privileges.js';
import { Report } from './report.js';
import type { TracedCommand } from './run-command.js';
import type { Surroundings } from './surroundings.js';
import { TextOutput } from './text-output.js';

const STDOUT = 1;
/** Longest time that captured events wait in memory. */
const FLUSH_MS = 1000;

/** What the options are turned into before anything is opened. */
interface Parts extends Pick<Sinks, 'filter' | 'emit' | 'losses'> {
  /** What helps to go past events that the filter refuses; null where there is none. */
  readonly aids: PassOverAids | null;
  /** What is run and captured; null where the whole machine is, or captures are read. */
  readonly command: TracedCommand | null;
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
  readonly writer: CaptureWriter | null;
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
export async function runCapture(options: RunOptions, surroundings: Surroundings): Promise<number> {
  const filter = chooseFilter(options);
  const emit = await chooseEmit(options, surroundings);
  refuseOverwriting(options);
  const successor = await findSuccessor(options, surroundings);
  const common = { emit, losses: new LossLog(), successor };
  if (options.command.length === 0) {
    await run({ ...common, filter, command: null, aids: chooseAids(options, filter) }, options, surroundings);
    return EXIT.DONE;
  }
  const { TracedCommand } = await import('./run-command.js');
  const command = new TracedCommand(options.command, successor?.ofCommand ?? null);
  const its = ofCommand(filter);
  try {
    await run({ ...common, filter: its, command, aids: chooseAids(options, its) }, options, surroundings);
  } catch (error) {
    command.stop();
    throw error;
  }
  return command.status;
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

async function findSuccessor(options: RunOptions, surroundings: Surroundings): Promise<Successor | null> {
  if (options.inputs.length > 0) return null;
  const { chooseSuccessor } = await import('./privileges.js');
  return chooseSuccessor(options, surroundings);
}

function chooseAids({ inputs }: RunOptions, filter: Filter | null): PassOverAids | null {
  if (filter === null) return null;
  const isJudged = inputs.length === 0 && canRefuseThreads(filter);
  return { skimmer: new Skimmer(loadSkimModule(), WINDOW_SIZE), refused: isJudged ? new RefusedThreads() : null };
}

async function openOrigin(options: RunOptions, parts: Parts, { warn, env }: Surroundings): Promise<Origin> {
  const { filter, aids, losses } = parts;
  const slab = aids?.skimmer.slab ?? null;
  if (options.inputs.length > 0) return { source: await openCaptures(options.inputs, losses, slab), live: null };
  const { LiveRun } = await import('./live-run.js');
  const live = new LiveRun(options, { filter, slab, refused: aids?.refused ?? null, env, warn });
  return { source: live.source, live };
}

/** Opening the file to write empties it, so it must not be one that is still to be read. */
function refuseOverwriting({ inputs, output }: RunOptions): void {
  const identity = (path: string): string | null => {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? `${found.dev}:${found.ino}` : null;
  };
  const target = output === null || output === '-' ? null : identity(output);
  if (target !== null && inputs.some((input) => input !== '-' && identity(input) === target))
    throw new SyssharkError('USAGE', `-w ${output} would empty a capture that -r reads`);
}

async function openRun(
  options: RunOptions,
  surroundings: Surroundings,
  { aids, command, ...sinks }: Parts,
): Promise<Run> {
  const text = new TextOutput(STDOUT);
  const report = await Report.start(options, surroundings);
  const writer = options.output === null ? null : new CaptureWriter(options.output, { gzip: options.gzip });
  const loop = new EventLoop(options, { ...sinks, text: text.text, writer, summary: report.summary }, aids);
  return {
    options,
    surroundings,
    loop,
    text,
    writer,
    report,
    losses: sinks.losses,
    command,
    flushedAt: Number.NEGATIVE_INFINITY,
  };
}

/** Completes what was begun, whatever ended the run; the captures that were written are valid after it. */
async function closeRun({ loop, report, text, writer }: Run): Promise<void> {
  report.stop();
  try {
    await writer?.close();
  } finally {
    await report.conclude(loop, text);
    await text.flush();
  }
}

/** Lets the command begin, and has the source end when the command and all its descendants have. */
function beginCommand(command: TracedCommand, loop: EventLoop, source: EventSource): void {
  loop.followCommand(command.pid);
  command.begin();
  void command.allEnded(() => loop.commandThreads).then(() => source.stop());
}

async function readAll(run: Run, source: EventSource, live: LiveRun | null): Promise<void> {
  try {
    await pump(run, source, live);
  } finally {
    live?.conclude();
    source.close();
  }
}

function takeItem({ loop, command }: Run, item: SourceItem, source: EventSource): void {
  if (item.kind === 'events') loop.take(item.batch);
  else {
    loop.begin(item.header);
    if (command !== null) beginCommand(command, loop, source);
  }
}

/** Takes all that a source has through the loop. */
async function pump(run: Run, source: EventSource, live: LiveRun | null): Promise<void> {
  const { loop, text, writer } = run;
  const turns = new Turns();
  try {
    for await (const item of source.items()) {
      takeItem(run, item, source);
      await text.flush();
      if (writer !== null) await settle(run, writer);
      live?.follow(loop);
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
async function settle(run: Run, writer: CaptureWriter): Promise<void> {
  const now = performance.now();
  const isDue = run.options.isUnbuffered || now - run.flushedAt > FLUSH_MS;
  if (!isDue && !writer.isBehind) return;
  run.flushedAt = now;
  await (isDue ? writer.flush() : writer.drain());
}
