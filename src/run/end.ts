import type { EventSource } from '../source/source.js';

/** The wish to end, which may come before there is a source to stop. */
export class End {
  private readonly controller = new AbortController();
  private source: EventSource | null = null;
  private askedAt = Number.POSITIVE_INFINITY;
  private readonly graceMs: number;

  /** With the time for which a run goes on looking at what has come already once the end was asked for, in ms. */
  constructor(graceMs: number) {
    this.graceMs = graceMs;
  }

  /** Aborted when it is asked for. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Whether it was asked for so long ago that events which wait for a slow filter must go unseen. */
  get isOverdue(): boolean {
    return performance.now() - this.askedAt > this.graceMs;
  }

  ask(): void {
    if (this.signal.aborted) return;
    this.askedAt = performance.now();
    this.controller.abort();
    this.source?.stop();
  }

  stops(source: EventSource): void {
    this.source = source;
    if (this.signal.aborted) source.stop();
  }
}
