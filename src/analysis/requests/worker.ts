import type { TimeKind } from '../../output/requests/request.js';
import type { OpenRequest, Server } from './open-request.js';

/** Waits that are shorter are no steps. */
const LEAST_WAIT = 20_000;

/** What waiting is called as a step, if not by what is waited for. */
const WAITED: Readonly<Partial<Record<TimeKind, string>>> & { readonly queue: string } = {
  client: 'waited for the client',
  queue: 'waited behind other requests',
  unknown: 'waited for something not seen',
};

/** Why a thread waits in a call, if it does: for what kind of thing, and which one. */
export type Block = readonly [kind: TimeKind, name: string];

/** Whether the capture says when threads have a CPU. */
export interface Switches {
  areKnown: boolean;
}

/** A thread of a server. Times are counted as in Moment. */
export class Worker implements Server {
  readonly tid: number;
  /** The request that it serves; null for none. */
  request: OpenRequest | null = null;
  /** When its call began; its address if it is a wait for a futex, '' if not. */
  callFrom = 0;
  futex = '';
  /** How many bytes its call wants to write. */
  asked = 0;
  private readonly switches: Switches;
  /** Whether another thread gave it the request, rather than its connection. */
  private isLent = false;
  private block: Block | null = null;
  private hasCpu = true;
  private lostCpuAt = 0;
  /** When its last wait for events ended, whether it has served requests since then, and its time without a CPU since then. */
  private wokeAt: number | null = null;
  private hasServed = false;
  private withoutCpu = 0;
  /** Time for which it has served requests, and since when it has served this one. */
  private served = 0;
  private since = 0;

  constructor(tid: number, switches: Switches) {
    this.tid = tid;
    this.switches = switches;
  }

  servedBy(time: number): number {
    return this.served + (this.request === null ? 0 : time - this.since);
  }

  /** Most that something has waited for this thread, which was serving other requests. */
  delayAt(time: number): number {
    return this.wokeAt === null || !this.hasServed ? 0 : Math.max(0, time - this.wokeAt);
  }

  /** A call begins; `block` says what it may wait for. */
  enter(block: Block | null, time: number): void {
    this.callFrom = time;
    this.block = block;
    this.count(time);
  }

  /** Its call ends. */
  exit(time: number): void {
    this.block = null;
    this.count(time);
  }

  /** It waits for events, for whatever request they are. */
  wait(time: number): void {
    this.leave(time);
    this.callFrom = time;
  }

  /** Its wait for events ends. */
  wake(time: number): void {
    this.wokeAt = time;
    this.hasServed = false;
    this.withoutCpu = 0;
  }

  /** It has a CPU: an event of it, or the scheduler, says so. */
  run(time: number): void {
    if (this.hasCpu) return;
    this.hasCpu = true;
    this.withoutCpu += time - this.lostCpuAt;
    this.count(time);
  }

  /** It has no CPU. */
  rest(time: number): void {
    this.hasCpu = false;
    this.lostCpuAt = time;
    this.count(time);
  }

  /** Serves a request from now on. */
  join(request: OpenRequest, time: number, isLent = false): void {
    if (this.request === request) return;
    this.leave(time);
    if (request.workers.length === 0) this.endWait(request, time);
    request.workers.push(this);
    this.request = request;
    this.isLent = isLent;
    this.since = time;
    this.count(time);
  }

  /** Serves no request from now on. */
  leave(time: number): void {
    const { request } = this;
    if (request === null) return;
    this.stop(time);
    const { workers } = request;
    workers.splice(workers.indexOf(this), 1);
    const other = workers.at(-1);
    if (other === undefined) request.ledger.switchTo(...request.waitsFor, time);
    else other.count(time);
  }

  /** Waits for other work, if the request was another thread's. */
  giveBack(time: number): void {
    if (this.isLent) this.leave(time);
  }

  stop(time: number): void {
    const { request } = this;
    if (request === null) return;
    this.served = this.servedBy(time);
    this.hasServed = true;
    request.home = this;
    request.homeServed = this.served;
    this.request = null;
    this.isLent = false;
  }

  count(time: number): void {
    const { request } = this;
    if (request?.workers.at(-1) === this) request.ledger.switchTo(...this.doing, time);
  }

  private get doing(): Block {
    const { areKnown } = this.switches;
    if (areKnown && this.hasCpu) return ['cpu', ''];
    return this.block ?? [areKnown ? 'ready' : 'run', ''];
  }

  /** Ends the time in which no thread served a request. */
  private endWait(request: OpenRequest, time: number): void {
    const { ledger, home } = request;
    const from = ledger.since;
    const [kind, name] = request.waitsFor;
    const woke = Math.max(from, Math.min(time, this.wokeAt ?? time));
    const others = home === null ? 0 : home.servedBy(woke) - request.homeServed;
    if (ledger.is('unknown')) ledger.divert('queue', others, woke);
    // what it did since then was for this request, unless it served others
    ledger.switchTo(...this.sinceWoken, woke);
    if (!this.hasServed && this.switches.areKnown) ledger.divert('ready', this.withoutCpu, time);
    if (woke - from >= LEAST_WAIT) request.step(WAITED[kind] ?? 'waited for', name, { from, to: woke });
    if (this.hasServed && time - woke >= LEAST_WAIT) request.step(WAITED.queue, '', { from: woke, to: time });
  }

  private get sinceWoken(): Block {
    if (this.hasServed) return ['queue', ''];
    return [this.switches.areKnown ? 'cpu' : 'run', ''];
  }
}
