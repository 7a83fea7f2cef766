import type { RequestRow, TimeKind, TouchedFile, TouchedUpstream } from '../../output/requests/request.js';
import { Ledger } from './ledger.js';
import type { Steps } from './steps.js';

/** Most files and upstream connections that are named. */
const MAX_NAMES = 64;

type Changing<T> = { -readonly [Member in keyof T]: T[Member] };

/** A thread that serves requests. */
export interface Server {
  /** How long it has served requests by `time`, in ns. */
  servedBy(time: number): number;
  /** Counts its time for its request from now on. */
  count(time: number): void;
  /** Its request has ended. */
  stop(time: number): void;
}

/** A connection over which requests come. */
export interface RequestQueue {
  /** Requests whose answer has not ended, in their order. */
  readonly waiting: readonly OpenRequest[];
  /** Ends all of them: the connection is closed. */
  close(): void;
}

/** A connection that is used to serve requests. */
export interface UsedConnection {
  /** Its other end. */
  readonly name: string;
  /** The request as the other end serves it, if that is captured, too. */
  readonly served: OpenRequest | null;
  /** Whether a request waits for its answer. */
  owes(request: OpenRequest): boolean;
}

/** What is known of a request when its first bytes have been read. */
export interface RequestStart
  extends Pick<RequestRow, 'pid' | 'tid' | 'process' | 'connection' | 'protocol' | 'exchange' | 'accepted' | 'queued'> {
  /** Counted as in Moment. */
  readonly time: number;
  readonly origin: bigint;
  readonly request: string;
  readonly losses: number;
}

/** A request until its answer has ended. */
export class OpenRequest {
  /** 0 until the selector has accepted it. */
  number = 0;
  readonly connection: RequestQueue;
  readonly began: RequestStart;
  readonly ledger: Ledger;
  /** Null if steps are not asked for. */
  readonly steps: Steps | null;
  /** Method and URL. */
  request: string;
  status: number | null = null;
  received = 0;
  sent = 0;
  firstByte: number | null = null;
  /** Whether all of the request has been read. */
  isComplete = false;
  /** Whether bytes of the request or of its answer were not captured, so that its end has to be guessed. */
  isCut = false;
  hasEnded = false;
  /** Whether the last write to the client did not take everything. */
  isClientSlow = false;
  /** The process that used it last. */
  pid: number;
  /** Threads that serve it; the last one is the one whose time is counted. */
  readonly workers: Server[] = [];
  /** The thread that served it last, and how long that had served requests when it stopped serving this one. */
  home: Server | null = null;
  homeServed = 0;
  /** Connections that it uses, in the order of their last use. */
  readonly upstreams = new Set<UsedConnection>();
  readonly notes = new Set<string>();
  private readonly files = new Map<string, Changing<TouchedFile>>();
  private readonly touched = new Map<string, Changing<TouchedUpstream> & { served: OpenRequest | null }>();
  private end: number;

  constructor(connection: RequestQueue, began: RequestStart, steps: Steps | null) {
    this.connection = connection;
    this.began = began;
    this.request = began.request;
    this.pid = began.pid;
    this.end = began.time;
    this.ledger = new Ledger(began.time);
    this.steps = steps;
  }

  /** Everything up to `time` belongs to the request. */
  commit(time: number): void {
    this.ledger.advance(time);
    this.ledger.commit();
    this.steps?.commit();
    this.end = time;
  }

  /** Adds a step that began and ended at these times. */
  step(what: string, name: string, { from, to, bytes = 0 }: { from: number; to: number; bytes?: number }): void {
    const at = Math.max(from, this.began.time);
    this.steps?.add({ at: at - this.began.time, ns: Math.max(0, to - at), what, name, bytes });
  }

  /** Notes the use of a file. */
  touchFile(name: string, read: number, written: number): void {
    const known = this.files.get(name);
    if (known !== undefined) {
      known.read += read;
      known.written += written;
    } else if (this.files.size < MAX_NAMES) this.files.set(name, { name, read, written });
  }

  /** Notes the use of an upstream connection. */
  touchUpstream(upstream: UsedConnection, sent: number, received: number): void {
    const { name, served } = upstream;
    this.upstreams.delete(upstream);
    this.upstreams.add(upstream);
    const known = this.touched.get(name);
    if (known !== undefined) {
      known.sent += sent;
      known.received += received;
      known.served ??= served;
    } else if (this.touched.size < MAX_NAMES)
      this.touched.set(name, { name, sent, received, wait: 0, request: null, served });
  }

  /** What it waits for while no thread serves it. */
  get waitsFor(): readonly [kind: TimeKind, name: string] {
    if (!this.isComplete && this.began.protocol === 'http') return ['client', 'rest of the request'];
    if (this.connection.waiting[0] !== this) return ['queue', ''];
    for (const upstream of [...this.upstreams].reverse()) if (upstream.owes(this)) return ['upstream', upstream.name];
    return this.isClientSlow ? ['client', ''] : ['unknown', ''];
  }

  /** The row, once it has ended or nothing follows. */
  row(state: RequestRow['state'], stepsLeftOut = this.steps?.leftOut ?? 0): RequestRow {
    const { began, ledger } = this;
    const { time, origin, losses: _, ...facts } = began;
    return {
      ...facts,
      number: this.number,
      start: origin + BigInt(Math.round(time)),
      duration: this.end - time,
      state,
      pid: this.pid,
      request: this.request,
      status: this.status,
      received: this.received,
      sent: this.sent,
      firstByte: this.firstByte === null ? null : this.firstByte - time,
      times: ledger.shares,
      files: [...this.files.values()],
      upstreams: [...this.touched.values()].map(({ served, ...upstream }) => ({
        ...upstream,
        wait: ledger.of('upstream', upstream.name),
        request: served === null || served.number === 0 ? null : served.number,
      })),
      notes: [...this.notes],
      steps: this.steps?.finish() ?? [],
      stepsLeftOut,
    };
  }
}
