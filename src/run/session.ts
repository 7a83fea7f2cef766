import { setImmediate } from 'node:timers/promises';
import type { Batch } from '../bytes/batch.js';
import type { Pressure } from '../output/byte-output.js';
import type { CaptureHeader } from '../scap/header.js';
import { clockMs } from '../source/clock.js';
import type { EventSource } from '../source/source.js';
import { Turns } from '../source/turns.js';
import { DecodedSource } from './decoded-source.js';
import type { End } from './end.js';
import type { LiveFollow } from './live-follow.js';
import { Pipeline } from './pipeline.js';
import { type PipelineParts, pipelineParts } from './pipeline-parts.js';
import { type RequestedItem, Requests } from './requests.js';

/** Longest time that captured events wait in memory, in ms. */
const FLUSH_MS = 1000;

/** The parts of a session. */
export interface SessionParts extends PipelineParts {
  readonly source: EventSource;
  /** What accompanies a live capture; null if there is nothing such. */
  readonly live: LiveFollow | null;
  /** Requests to end early. */
  readonly end: End;
  /** Requests that are served between items. */
  readonly requests: readonly Requests[];
  /** Serves a request to dump what is in memory; returns whether the split sink is to advance. */
  readonly dump: () => boolean;
  /** Set from how many events wait in memory. */
  readonly pressure: Pressure;
  /** Whether the written capture is complete after each item. */
  readonly isUnbuffered: boolean;
}

/** The given parts, and defaults for the others. */
export function sessionParts(given: Partial<SessionParts> & Pick<SessionParts, 'source' | 'end'>): SessionParts {
  return {
    ...pipelineParts(given),
    live: null,
    isLive: (given.live ?? null) !== null,
    requests: [],
    dump: () => false,
    pressure: { isHigh: false },
    isUnbuffered: false,
    ...given,
  };
}

/** Takes the events of a source through state and filter to the consumers, and to the capture that is written. */
export class Session {
  readonly pipeline: Pipeline;
  /** Whether it ended before the filter had seen all events that had arrived. */
  isCutShort = false;
  private readonly parts: SessionParts;
  private readonly source: EventSource;
  /** When the written capture was last complete, in ms. */
  private flushedAt = Number.NEGATIVE_INFINITY;
  /** Requests a flush even if no more items arrive. */
  private readonly flushes: Requests;
  private requestFlush: () => void = () => undefined;
  private flushTimer: NodeJS.Timeout | undefined;

  constructor(parts: SessionParts) {
    this.parts = parts;
    this.pipeline = new Pipeline(parts);
    this.source = new DecodedSource(parts.source, this.pipeline.state.faults);
    parts.end.stops(this.source);
    this.flushes = new Requests({ kind: 'flush' }, (request) => {
      this.requestFlush = request;
    });
  }

  /**
   * Takes item by item and yields the pipeline after each. A consumer that holds an event must resume to the end of the item
   * before it requests the next. Throws SyssharkError; at the end also for damage.
   */
  async *steps(): AsyncGenerator<Pipeline, void, void> {
    const { pipeline, parts, source } = this;
    const turns = new Turns();
    try {
      for await (const item of this.items()) {
        await this.take(item);
        yield pipeline;
        await this.followUp();
        if (parts.consumers.some(({ isDone }) => isDone)) return;
        if (parts.limits.isReached || this.isCutShort) break;
        await turns.take();
      }
      if (source.damage !== null) throw source.damage;
    } finally {
      clearTimeout(this.flushTimer);
      parts.live?.conclude();
      source.close();
    }
  }

  /** Completes the output, whatever ended the session; captures that were written are valid after it. */
  async close(): Promise<void> {
    const { writer, consumers } = this.parts;
    try {
      await writer?.close();
    } finally {
      for (const consumer of consumers) await consumer.close?.(this.pipeline.state);
    }
  }

  /** Items of the source, with requests in between. */
  private items(): AsyncGenerator<RequestedItem, void, void> {
    const { writer, requests } = this.parts;
    const all = writer === null ? requests : [...requests, this.flushes];
    return all.reduce<AsyncGenerator<RequestedItem, void, void>>((items, one) => one.among(items), this.source.items());
  }

  private async take(item: RequestedItem): Promise<void> {
    const { consumers, filter, split, dump } = this.parts;
    const { state } = this.pipeline;
    if (item.kind === 'header') await this.begin(item.header);
    else if (item.kind === 'tick') for (const consumer of consumers) consumer.tick?.(state);
    else if (item.kind === 'request') await (dump() ? split?.advance(state) : undefined);
    else if (item.kind === 'flush') this.flushTimer = undefined;
    else if (item.kind === 'marks' && filter !== null) this.takeMarks(item.batch);
    else await this.takeBatch(item.batch);
  }

  /** Takes marks of lost events, which a filter would reject. */
  private takeMarks(batch: Batch): void {
    this.parts.writer?.writeBatch(batch);
    for (const consumer of this.parts.consumers) consumer.lost?.();
  }

  /** Begins a capture, or the next section of one. Once the output has bytes, a live capture records: programs wait for that. */
  private async begin(header: CaptureHeader): Promise<void> {
    const { consumers, writer, end, live } = this.parts;
    await writer?.open(end.signal);
    this.pipeline.begin(header);
    live?.begin(this.pipeline);
    this.pipeline.writeHeader(header);
    for (const consumer of consumers) consumer.begin?.();
  }

  /**
   * Takes a batch in pieces. In between, the split sink begins its next capture if one is due, and signals are heard if the
   * filter is slow.
   */
  private async takeBatch(batch: Batch): Promise<void> {
    const { pipeline } = this;
    const { split, pace, limits, end } = this.parts;
    this.show(batch);
    let at = batch.start;
    do {
      const from = at;
      pace.begin();
      at = pipeline.take(batch, from);
      split?.pass(batch, from, at);
      if (pipeline.isCut) await split?.advance(pipeline.state);
      if (!pace.isOver) continue;
      await setImmediate();
      // unless the filter is slow, what has arrived is soon filtered, however busy the machine is
      this.isCutShort = pace.isSlow && end.isOverdue && at < batch.end;
    } while (at < batch.end && !limits.isReached && !this.isCutShort && !pipeline.isHeld);
  }

  /** Lets consumers look at a batch that has arrived. */
  private show(batch: Batch): void {
    for (const consumer of this.parts.consumers) consumer.look?.(batch);
  }

  /** What follows each item. */
  private async followUp(): Promise<void> {
    const { live, consumers, pressure } = this.parts;
    const { pipeline } = this;
    live?.follow(pipeline);
    pressure.isHigh = live?.isPressed ?? false;
    for (const consumer of consumers) await consumer.batchEnd?.(pipeline.state, live?.isAsking ?? false);
    await this.settle();
  }

  /** Lets the written capture catch up: always if it is unbuffered, else when it is behind or a second has passed. */
  private async settle(): Promise<void> {
    const { writer, isUnbuffered } = this.parts;
    if (writer === null) return;
    const now = clockMs();
    const isDue = isUnbuffered || now - this.flushedAt > FLUSH_MS;
    if (!isDue) this.flushTimer ??= setTimeout(this.requestFlush, FLUSH_MS + 1);
    if (!isDue && !writer.isBehind) return;
    if (isDue) this.flushedAt = now;
    await (isDue ? writer.flush() : writer.room());
  }
}
