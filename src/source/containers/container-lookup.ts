import { encodeContainerEvent } from '../../scap/container-block.js';
import { reasonOf } from '../system-error.js';
import type { ContainerRecord } from './container-record.js';
import type { Engine } from './engine.js';

/** Containers that are asked about at once, that wait for it, and of which it is remembered that they were. */
const MAX_AT_ONCE = 16;
const MAX_WAITING = 10_000;
const MAX_REMEMBERED = 10_000;
/** Pods are known to their runtime only after their first process: who is not known is asked about again, once, after this time (ms). */
const AGAIN_MS = 1000;

/** Asks container engines about containers while events go on; what they say becomes container events. */
export class ContainerLookup {
  private engines: readonly Engine[];
  private readonly warn: (line: string) => void;
  private readonly asked = new Set<string>();
  private readonly waiting: { readonly id: string; readonly isAgain: boolean }[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private running = 0;
  private isClosed = false;
  private hasWarned = false;
  /** What was said since it was last taken. */
  private readonly told: string[] = [];

  /** Engines are asked in their order; `warn` hears of those that cannot be asked. */
  constructor(engines: readonly Engine[], warn: (line: string) => void) {
    this.engines = engines;
    this.warn = warn;
  }

  /** Asks about a container by the id that control groups give. Who makes many control groups keeps no other from being asked about. */
  ask(id: string): void {
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
    this.warn('sysshark: there are more new containers than their engines answer for: some have no names');
  }

  private begin(): void {
    while (this.running < MAX_AT_ONCE && !this.isClosed) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.running++;
      void this.askAll(next.id).then((container) => {
        this.running--;
        if (container !== null) this.told.push(JSON.stringify({ container }));
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

  /** Whatever is wrong with an engine or its answer, the capture goes on without it. */
  private giveUp(engine: Engine, error: unknown): null {
    if (this.isClosed || !this.engines.includes(engine)) return null;
    this.engines = this.engines.filter((one) => one !== engine);
    engine.close();
    this.warn(`sysshark: containers of ${engine.socket} have no names, it cannot be asked: ${reasonOf(error)}`);
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

  /** Whether answers are awaited, or were not taken yet; who is asked about again is not waited for. */
  get isAsking(): boolean {
    return this.running > 0 || this.waiting.length > 0 || this.told.length > 0;
  }

  /** Event blocks, at a time in halves of ns, of what was said since the last time; null for nothing. */
  take(tsHi: number, tsLo: number): Buffer | null {
    if (this.told.length === 0) return null;
    return Buffer.concat(this.told.splice(0).map((json) => encodeContainerEvent(json, tsHi, tsLo)));
  }

  /** Asks no more, and waits for no answer. */
  close(): void {
    this.isClosed = true;
    for (const timer of this.timers) clearTimeout(timer);
    for (const engine of this.engines) engine.close();
  }
}
