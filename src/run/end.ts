import { clockMs } from '../source/clock.js';
import type { EventSource } from '../source/source.js';

/** A request to end, which may come before there is a source to stop. */
export class End {
  private readonly controller = new AbortController();
  private source: EventSource | null = null;
  private requestedAt = Number.POSITIVE_INFINITY;
  private readonly graceMs: number;

  /** `graceMs`: how long after the request events that have arrived may still be filtered, in ms. */
  constructor(graceMs: number) {
    this.graceMs = graceMs;
  }

  /** Aborted when the end is requested. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether the grace time is over, so that events which wait for a slow filter are dropped. */
  get isOverdue(): boolean {
    return clockMs() - this.requestedAt > this.graceMs;
  }

  /** Requests the end; only the first request counts. */
  request(): void {
    if (this.signal.aborted) return;
    this.requestedAt = clockMs();
    this.controller.abort();
    this.source?.stop();
  }

  stops(source: EventSource): void {
    this.source = source;
    if (this.signal.aborted) source.stop();
  }
}
