import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../bytes/batch.js';
import type { EventConsumer } from '../output/event-consumer.js';
import type { EventSink } from '../output/event-sink.js';
import { DecodedSource } from '../run/decoded-source.js';
import type { EventLoop } from '../run/event-loop.js';
import type { LiveRun } from '../run/live-run.js';
import type { TracedCommand } from '../run/traced-command.js';
import type { CaptureHeader } from '../scap/header.js';
import type { EventSource } from '../source/source.js';
import { Turns } from '../source/turns.js';
import type { ChiselPrinter } from './chisel-printer.js';
import type { End } from './end.js';
import type { RunOptions } from './options.js';
import type { Report } from './report.js';
import type { RequestedItem } from './requests.js';
import type { SplitRun } from './split-run.js';
import type { TextOutput } from './text-output.js';

/** Longest time that captured events wait in memory. */
const FLUSH_MS = 1000;
/** Longest time that a batch is gone through without a turn of the event loop, which signals need to be heard. */
const PIECE_MS = 50;

/** What a run holds open while it goes through its sources. */
export interface Run {
  readonly options: RunOptions;
  readonly loop: EventLoop;
  readonly text: TextOutput;
  readonly consumers: readonly EventConsumer[];
  readonly writer: EventSink | null;
  readonly split: SplitRun | null;
  readonly chisels: ChiselPrinter | null;
  readonly report: Report;
  readonly command: TracedCommand | null;
  readonly end: End;
  /** Whether events were left unseen because the end could wait no longer. */
  isCutShort: boolean;
  /** When the written capture was last complete, in ms. */
  flushedAt: number;
}

async function beginSection({ loop, writer, consumers, end }: Run, header: CaptureHeader): Promise<void> {
  await writer?.open(end.signal);
  loop.begin(header);
  for (const consumer of consumers) consumer.begin?.();
}

async function takeItem(run: Run, item: RequestedItem): Promise<void> {
  const { loop, split, consumers } = run;
  if (item.kind === 'header') await beginSection(run, item.header);
  else if (item.kind === 'tick') for (const consumer of consumers) consumer.tick?.(loop.currentState);
  else if (item.kind === 'request') {
    if (split?.dump()) await split.sink.advance(loop.currentState);
  } else if (item.kind === 'marks' && loop.isFiltered) loop.writeUnfiltered(item.batch);
  else await takeBatch(run, item.batch);
}

/**
 * Takes a batch through the loop. In between it does what the sink has to do where one capture ends and another begins, and has
 * signals heard where a filter is slow.
 */
async function takeBatch(run: Run, batch: Batch): Promise<void> {
  const { loop, split } = run;
  let at = batch.start;
  do {
    const from = at;
    at = loop.take(batch, from, performance.now() + PIECE_MS);
    split?.sink.pass(batch, from, at);
    if (loop.isCut) await split?.sink.advance(loop.currentState);
    if (!loop.isPaused) continue;
    await setImmediate();
    // with a filter of the usual kind what has come is gone through soon, however busy the machine is
    run.isCutShort = loop.isSlow && run.end.isOverdue && at < batch.end;
  } while (at < batch.end && !loop.isDone && !run.isCutShort);
}

function itemsOf({ split, chisels }: Run, source: EventSource): AsyncGenerator<RequestedItem, void, void> {
  const items = source.items();
  const requested = split?.requests?.among(items) ?? items;
  return chisels?.among(requested) ?? requested;
}

/** What is to be done once an item was taken: by a live capture, and for who waits for the beginning of one. */
async function followItem({ loop, consumers, command }: Run, source: EventSource, live: LiveRun | null): Promise<void> {
  live?.follow(loop);
  for (const consumer of consumers) await consumer.batchEnd?.(loop.currentState, live?.isAsking ?? false);
  if (live?.isAbreast) command?.beginIn(loop, source);
}

/** Takes all that a source has through the loop, and to where it goes. Throws SyssharkError, also for what was lost on the way. */
export async function pump(run: Run, origin: EventSource, live: LiveRun | null): Promise<void> {
  const { loop, text, writer, consumers } = run;
  const source = new DecodedSource(origin, loop.currentState.faults);
  const turns = new Turns();
  try {
    for await (const item of itemsOf(run, source)) {
      await takeItem(run, item);
      await followItem(run, source, live);
      if (writer !== null) await settle(run, writer);
      run.report.update(loop);
      if (consumers.some(({ isDone }) => isDone)) return;
      if (loop.isDone || run.isCutShort) break;
      await turns.take();
    }
    if (source.damage !== null) throw source.damage;
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
