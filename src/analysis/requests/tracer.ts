import { difference64, WIDE_ZERO } from '../../bytes/int64.js';
import { resultOf } from '../../fields/result.js';
import { EC, isExitType } from '../../schema/event.js';
import { EVENTS, EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import type { FdInfo } from '../../state/fd-info.js';
import { CALL_FORMS } from '../streams/calls.js';
import { CALL_ROLES, type CallRole, requestedBytes } from './call-roles.js';
import { futexUse, Handoffs } from './handoffs.js';
import type { Moment } from './moment.js';
import { Network } from './network.js';
import { RequestBook, type RequestGaps, type TakeRow, type TraceOptions } from './request-book.js';
import { isFile, isServed, isSocket, isUpstream, otherEnd } from './sockets.js';
import { Transfers } from './transfers.js';
import { type Block, type Switches, Worker } from './worker.js';

/** Calls that move no bytes are steps if they take so long, in ns. */
const LONG_CALL = 1_000_000;
/** Times are counted from an event that is nearer than this, in ns: then they are exact. */
const EXACT = 2 ** 52;
const EINPROGRESS = -115;
const NEXT = 0;

const { DROP_E, SCHEDSWITCH_1_E, SCHEDSWITCH_6_E, PROCEXIT_1_E } = EVT;

const isOf = (type: number, category: number): boolean => ((EVENTS[type]?.category ?? 0) & category) !== 0;
const nameOf = (type: number): string => EVENTS[type]?.name ?? '';

/** Follows the requests of servers, from the first byte that is read to the last one that is written. */
export class RequestTracer {
  readonly switches: Switches = { areKnown: false };
  private readonly now: { -readonly [Member in keyof Moment]: Moment[Member] };
  private readonly book: RequestBook;
  private network: Network;
  private handoffs = new Handoffs();
  private transfers: Transfers;
  private readonly workers = new Map<number, Worker>();
  /** Processes that have used connections that were accepted. */
  private readonly servers = new Set<number>();
  private originHi = WIDE_ZERO;
  private originLo = WIDE_ZERO;

  constructor(options: TraceOptions, takeRow: TakeRow) {
    // every use is preceded by an event
    this.now = { evt: null as never, worker: new Worker(0, this.switches), time: 0 };
    this.book = new RequestBook(options, takeRow, this.now);
    this.network = new Network(this.book);
    this.transfers = new Transfers(this.now, this.network, this.book, this.handoffs);
  }

  /** How many requests have been selected. */
  get count(): number {
    return this.book.count;
  }

  /** What the capture lacks. */
  get gaps(): RequestGaps {
    return this.book.gaps;
  }

  /** Notes that events were lost. */
  lose(): void {
    this.book.gaps.losses++;
  }

  /** Takes an event. */
  take(evt: Evt): void {
    const { view, thread } = evt;
    const { type, tsHi, tsLo } = view;
    const time = difference64(tsHi, tsLo, this.originHi, this.originLo);
    const isOfServer = thread !== null && (this.servers.has(thread.pid) || this.beginsToServe(evt, thread.pid));
    if (isOfServer && Math.abs(time) > EXACT) this.startAt(tsHi, tsLo);
    else this.now.time = time;
    if (type === SCHEDSWITCH_6_E || type === SCHEDSWITCH_1_E) this.switch(evt);
    else if (type === DROP_E) this.lose();
    else if (isOfServer) this.takeOfServer(evt);
  }

  /** Ends everything: nothing follows. */
  close(): void {
    this.book.close();
  }

  /** Counts times from this event on, which is long after those before: what was open then ended there. */
  private startAt(tsHi: number, tsLo: number): void {
    this.book.close();
    this.workers.clear();
    this.network = new Network(this.book);
    this.handoffs = new Handoffs();
    this.transfers = new Transfers(this.now, this.network, this.book, this.handoffs);
    this.now.time = 0;
    this.originHi = tsHi;
    this.originLo = tsLo;
    this.book.origin = (BigInt(tsHi) << 32n) + BigInt(tsLo);
  }

  private switch({ view }: Evt): void {
    const { time } = this.now;
    this.switches.areKnown = true;
    this.workers.get(view.tid)?.rest(time);
    this.workers.get(view.int64(NEXT))?.run(time);
  }

  /** Whether an event makes its process a server. */
  private beginsToServe({ view, fd }: Evt, pid: number): boolean {
    if (fd === null || !isExitType(view.type) || !isServed(fd)) return false;
    this.servers.add(pid);
    return true;
  }

  private takeOfServer(evt: Evt): void {
    const { type, tid } = evt.view;
    const worker = this.workers.get(tid) ?? this.addWorker(tid);
    this.now.evt = evt;
    this.now.worker = worker;
    worker.run(this.now.time);
    if (type === PROCEXIT_1_E) this.exitThread(worker, evt);
    else if (!isOf(type, EC.SYSCALL)) return;
    else if (isExitType(type)) this.exit(worker, evt);
    else this.enter(worker, evt);
  }

  private addWorker(tid: number): Worker {
    const worker = new Worker(tid, this.switches);
    this.workers.set(tid, worker);
    return worker;
  }

  private exitThread(worker: Worker, { thread }: Evt): void {
    worker.leave(this.now.time);
    this.workers.delete(worker.tid);
    if (thread === null || !thread.isMain) return;
    this.servers.delete(thread.pid);
    this.book.endProcess(thread.pid);
  }

  private enter(worker: Worker, evt: Evt): void {
    const { type } = evt.view;
    const { time } = this.now;
    const role = CALL_ROLES[type] as CallRole;
    worker.futex = '';
    if (role === 'wait' || role === 'accept') worker.wait(time);
    else {
      if (role === 'futex') this.enterFutex(worker, evt);
      else if (evt.fd !== null) this.joinOwner(worker, evt, evt.fd);
      worker.enter(worker.request === null ? null : this.blockOf(evt, role), time);
    }
  }

  private enterFutex(worker: Worker, evt: Evt): void {
    const { time } = this.now;
    const use = futexUse(evt);
    if (use.isWake && worker.request !== null) this.handoffs.send(use.key, worker.request, worker, time);
    if (use.isForWork) worker.giveBack(time);
    if (use.isWait) worker.futex = use.key;
  }

  /** Makes the thread serve the request whose connection it uses. */
  private joinOwner(worker: Worker, { view }: Evt, fd: FdInfo): void {
    const { time } = this.now;
    const form = CALL_FORMS[view.type + 1] ?? null;
    if (form === null || !isSocket(fd)) return;
    worker.asked = requestedBytes(view);
    const connection = this.network.find(fd);
    const owner = connection === undefined ? this.network.ownerOf(fd) : (connection.waiting[0] ?? null);
    // what it writes to another server is for the request that it serves
    const isOwn = connection !== undefined || form.isRead || worker.request === null;
    if (owner !== null && isOwn) worker.join(owner, time);
    else if (connection !== undefined && form.isRead) worker.leave(time);
  }

  /** What a call may wait for. */
  private blockOf({ view, fd }: Evt, role: CallRole): Block {
    if (role === 'futex') return ['lock', ''];
    if (role === 'sleep') return ['sleep', ''];
    if (fd !== null && isServed(fd)) return ['client', ''];
    if (fd !== null && isUpstream(fd)) return ['upstream', otherEnd(fd)];
    const isOfFile = fd === null ? isOf(view.type, EC.FILE) : isFile(fd);
    return isOfFile ? ['file', fd?.name ?? nameOf(view.type)] : ['call', nameOf(view.type)];
  }

  private exit(worker: Worker, evt: Evt): void {
    const role = CALL_ROLES[evt.view.type] as CallRole;
    if (role === 'wait') {
      worker.wake(this.now.time);
      return;
    }
    this.noteEnd(worker, evt, role);
    worker.exit(this.now.time);
  }

  private noteEnd(worker: Worker, evt: Evt, role: CallRole): void {
    const { fd, view } = evt;
    const form = CALL_FORMS[view.type] ?? null;
    if (role === 'futex') this.exitFutex(worker, resultOf(evt));
    else if (form === null) this.noteCall(worker, evt, role);
    else if (fd !== null) this.transfers.take(fd, form);
  }

  private exitFutex(worker: Worker, result: number): void {
    const { futex, callFrom, request } = worker;
    const { time } = this.now;
    if (request === null && result === 0) this.handoffs.adopt(worker, futex, time, callFrom);
    else if (time - callFrom >= LONG_CALL) request?.step('waited for a lock', '', { from: callFrom, to: time });
  }

  /** Notes the end of a call that moves no bytes. */
  private noteCall(worker: Worker, evt: Evt, role: CallRole): void {
    const { fd, view } = evt;
    const result = resultOf(evt);
    if (fd !== null && role !== 'other') this.noteFdCall(worker, evt, fd, { role, result });
    else if (fd !== null && isFile(fd) && result >= 0 && nameOf(view.type).startsWith('open')) this.open(worker, fd);
    else this.noteLong(worker, evt);
  }

  private noteFdCall(worker: Worker, { thread }: Evt, fd: FdInfo, call: { role: CallRole; result: number }): void {
    const { role, result } = call;
    if (role === 'connect') this.connect(worker, fd, result);
    else if (role === 'accept' && result >= 0) this.network.accept(fd, this.now.time);
    else if (role === 'close' && result === 0) this.network.close(fd, thread?.pid ?? -1);
  }

  private open({ request, callFrom }: Worker, { name }: FdInfo): void {
    request?.touchFile(name, 0, 0);
    request?.step('opened', name, { from: callFrom, to: this.now.time });
  }

  private connect({ request, callFrom }: Worker, fd: FdInfo, result: number): void {
    if (request === null || !isSocket(fd) || (result !== 0 && result !== EINPROGRESS)) return;
    const upstream = this.network.upstreamOf(fd);
    upstream.connect(request, result === EINPROGRESS);
    request.touchUpstream(upstream, 0, 0);
    request.step('connected to', upstream.name, { from: callFrom, to: this.now.time });
  }

  private noteLong({ request, callFrom }: Worker, { view, fd }: Evt): void {
    const { time } = this.now;
    if (request !== null && time - callFrom >= LONG_CALL)
      request.step(nameOf(view.type), fd?.name ?? '', { from: callFrom, to: time });
  }
}
