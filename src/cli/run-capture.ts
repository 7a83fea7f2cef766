import { portNames } from '../decode/end-text.js';
import { CaptureWriter } from '../output/capture-writer.js';
import type { EventSink } from '../output/event-sink.js';
import { EventLoop } from '../run/event-loop.js';
import type { LiveRun } from '../run/live-run.js';
import { openCaptures } from '../run/open-captures.js';
import { readServices } from '../source/services.js';
import type { EventSource } from '../source/source.js';
import type { ChiselPrinter } from './chisel-printer.js';
import { End } from './end.js';
import { EXIT } from './exit-codes.js';
import { LinePrinter } from './line-printer.js';
import type { RunOptions } from './options.js';
import { chooseHeading } from './printing.js';
import { pump, type Run } from './pump.js';
import { Report } from './report.js';
import { chooseParts, type Parts } from './run-parts.js';
import type { Surroundings } from './surroundings.js';
import type { TextOutput } from './text-output.js';

const STDOUT = 1;
/** How long the filter may go on with events that a live capture has when its end is asked for; a file still has them. */
const GRACE_MS = 300;

/** Where events come from, and what follows a live capture. */
interface Origin {
  readonly source: EventSource;
  readonly live: LiveRun | null;
}

/**
 * Captures or reads as the options say; resolves to the exit status, which is that of the command where one is captured. Throws
 * SyssharkError after a clean close.
 */
export async function runCapture(given: RunOptions, surroundings: Surroundings): Promise<number> {
  const { options, parts } = await chooseParts(given, surroundings);
  const { command, chisels } = parts;
  try {
    await run(parts, options, surroundings);
  } catch (error) {
    command?.stop();
    throw error;
  }
  await copyFound(chisels, surroundings);
  return (await command?.status) || (parts.memory.isExceeded ? EXIT.INCOMPLETE : EXIT.DONE);
}

/** Writes what chisels have found, for which the captures are read once more. */
async function copyFound(chisels: ChiselPrinter | null, surroundings: Surroundings): Promise<void> {
  for (const copy of chisels?.copies ?? []) await runCapture(copy, surroundings);
}

async function run(parts: Parts, options: RunOptions, surroundings: Surroundings): Promise<void> {
  const end = new End(options.inputs.length > 0 ? 0 : GRACE_MS);
  const forget = surroundings.onEnd(() => {
    end.ask();
    parts.command?.stop();
  });
  try {
    await runUntil(end, parts, options, surroundings);
  } finally {
    forget();
  }
}

async function runUntil(end: End, parts: Parts, options: RunOptions, surroundings: Surroundings): Promise<void> {
  const { source, live } = await openOrigin(options, parts, surroundings, end.signal);
  try {
    // so that also the first file is the successor's
    parts.successor?.takeOver(options);
    const opened = await openRun(options, surroundings, parts, end);
    live?.attach(opened.loop);
    end.stops(source);
    try {
      await readAll(opened, source, live);
    } finally {
      await closeRun(opened);
      if (opened.isCutShort) surroundings.warn('sysshark: ended before its filter had seen all events that had come');
    }
  } catch (error) {
    throw parts.successor?.explain(error) ?? error;
  } finally {
    source.close();
  }
}

async function openOrigin(
  options: RunOptions,
  parts: Parts,
  { warn, env }: Surroundings,
  ended: AbortSignal,
): Promise<Origin> {
  const { filter, command, aids, memory } = parts;
  if (options.inputs.length > 0) {
    const content = aids?.skimmer ?? null;
    return { source: await openCaptures(options.inputs, { content, budget: memory, ended }), live: null };
  }
  const { LiveRun } = await import('../run/live-run.js');
  const { namesDescriptors } = await import('./descriptor-needs.js');
  const readerOf = options.output === '-' || options.printing !== 'nothing' ? STDOUT : null;
  const live = new LiveRun(options, {
    filter,
    command,
    namesDescriptors: namesDescriptors(options, filter),
    slab: aids?.skimmer.slab ?? null,
    refused: aids?.refused ?? null,
    env,
    warn,
    memory,
    readerOf,
  });
  return { source: live.source, live };
}

async function openRun(
  options: RunOptions,
  surroundings: Surroundings,
  { filter, aids, emit, command, split, chisels, memory, text }: Parts,
  end: End,
): Promise<Run> {
  await addHeadings(options, text, chisels);
  const report = await Report.start(options, surroundings);
  const writer = split?.sink ?? openWriter(options);
  const lines = emit === null ? null : new LinePrinter(emit, text);
  const consumers = [lines, chisels, report.summary].filter((consumer) => consumer !== null);
  const outputs = { consumers, writer, split: split?.sink ?? null, watch: split?.watch ?? null };
  const loop = new EventLoop(options, { filter, memory, ...outputs }, aids);
  if (loop.isCopy && split !== null && aids !== null) loop.track(split.tracker(aids.skimmer));
  loop.nameEnds(options.namesPorts ? portNames(readServices()) : null, options.namesInterfaces);
  return {
    options,
    loop,
    text,
    consumers,
    writer,
    split,
    chisels,
    report,
    command,
    end,
    isCutShort: false,
    flushedAt: Number.NEGATIVE_INFINITY,
  };
}

async function readAll(run: Run, source: EventSource, live: LiveRun | null): Promise<void> {
  try {
    await pump(run, source, live);
  } finally {
    live?.conclude();
    source.close();
  }
}

/** Adds what stands before everything else. */
async function addHeadings(options: RunOptions, text: TextOutput, chisels: ChiselPrinter | null): Promise<void> {
  const heading = await chooseHeading(options);
  if (heading !== null) text.line(heading);
  chisels?.addHeadings();
}

function openWriter({ output, gzip }: RunOptions): EventSink | null {
  return output === null ? null : new CaptureWriter(output, { gzip });
}

/** Completes what was begun, whatever ended the run; the captures that were written are valid after it. */
async function closeRun({ loop, consumers, report, text, writer }: Run): Promise<void> {
  report.stop();
  try {
    await writer?.close();
  } finally {
    for (const consumer of consumers) await consumer.close?.(loop.currentState);
    await report.conclude(loop, text);
    await text.flush();
  }
}
