import { encodeContainerEvent } from '../../scap/container-block.js';
import { reasonOf } from '../system-error.js';
import type { ContainerRecord } from './container-record.js';
import type { Engine } from './engine.js';

/** Most containers that are looked up at once, that wait for it, and that are remembered as looked up. */
const MAX_AT_ONCE = 16;
const MAX_WAITING = 10_000;
const MAX_REMEMBERED = 10_000;
/** Runtimes know a pod only after its first process has started: an unknown container is looked up again, once, after this time (ms). */
const AGAIN_MS = 1000;

/** Looks up containers at container engines while events are read; the answers become container events. */
export class ContainerLookup {
  private engines: readonly Engine[];
  private readonly warn: (line: string) => void;
  private readonly asked = new Set<string>();
  private readonly waiting: { readonly id: string; readonly isAgain: boolean }[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private running = 0;
  private isClosed = false;
  private hasWarned = false;
  /** Answers since the last take(), as JSON. */
  private readonly found: string[] = [];

  /** Engines are queried in order; `warn` is called for those that cannot be queried. */
  constructor(engines: readonly Engine[], warn: (line: string) => void) {
    this.engines = engines;
    this.warn = warn;
  }

  /** Looks up a container by the id from its control group. If too many are remembered, the oldest is forgotten. */
  lookUp(id: string): void {
    if (this.engines.length === 0 || this.asked.has(id)) return;
    if (this.asked.size === MAX_REMEMBERED) this.asked.delete(this.asked.values().next().value as string);
    this.asked.add(id);
    this.enter(id, false);
  }

  private enter(id: string, isAgain: boolean): void {
    if (this.waiting.length < MAX_WAITING) this.waiting.push({ id, isAgain });
    else if (!isAgain) this.warnOfMany();
    this.begin();
  }

  private warnOfMany(): void {
    if (this.hasWarned) return;
    this.hasWarned = true;
    this.warn('sysshark: too many new containers to look up: some have no names');
  }

  private begin(): void {
    while (this.running < MAX_AT_ONCE && !this.isClosed) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.running++;
      void this.askAll(next.id).then((container) => {
        this.running--;
        if (container !== null) this.found.push(JSON.stringify({ container }));
        else if (!next.isAgain && !this.isClosed) this.askLater(next.id);
        this.begin();
      });
    }
  }

  private async askAll(id: string): Promise<ContainerRecord | null> {
    for (const engine of this.engines) {
      if (this.isClosed) break;
      const container = await engine.describe(id).catch((error: unknown) => this.giveUp(engine, error));
      if (container?.id === id) return container;
    }
    return null;
  }

  /** Drops an engine after an error; the capture continues without it. */
  private giveUp(engine: Engine, error: unknown): null {
    if (this.isClosed || !this.engines.includes(engine)) return null;
    this.engines = this.engines.filter((one) => one !== engine);
    engine.close();
    this.warn(`sysshark: cannot query ${engine.socket}, so its containers have no names: ${reasonOf(error)}`);
    return null;
  }

  private askLater(id: string): void {
    if (this.timers.size === MAX_WAITING) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.enter(id, true);
    }, AGAIN_MS);
    this.timers.add(timer);
  }

  /** Whether lookups are pending or answers have not been taken; second lookups count only once they are due. */
  get isBusy(): boolean {
    return this.running > 0 || this.waiting.length > 0 || this.found.length > 0;
  }

  /** Event blocks for the answers since the last call, with this time (halves of ns); null if there are none. */
  take(tsHi: number, tsLo: number): Buffer | null {
    if (this.found.length === 0) return null;
    return Buffer.concat(this.found.splice(0).map((json) => encodeContainerEvent(json, tsHi, tsLo)));
  }

  /** Ends all lookups and starts no more. */
  close(): void {
    this.isClosed = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const engine of this.engines) engine.close();
  }
}
