import type { RequestRow } from '../../output/requests/request.js';
import type { Evt } from '../../state/evt.js';
import type { RequestKeeper, ServedConnection } from './connection.js';
import type { Moment } from './moment.js';
import { OpenRequest, type RequestStart } from './open-request.js';
import { type StepMemory, Steps } from './steps.js';

/** What takes requests when they have ended. */
export type TakeRow = (row: RequestRow) => void;

/** What is asked of requests. */
export interface TraceOptions {
  /** Whether their steps are kept. */
  readonly hasSteps: boolean;
  /** Whether an event of a connection selects its requests. */
  readonly selects: (evt: Evt) => boolean;
}

/** What the capture lacks. */
export interface RequestGaps {
  /** Requests of which bytes are missing, and the most that one of their calls moved. */
  cut: number;
  longest: number;
  /** How many times events were lost. */
  losses: number;
  /** Requests that were given up because there were too many. */
  dropped: number;
  /** Answers to requests of before the capture. */
  early: number;
}

/** Most requests that are open at a time. */
const MAX_OPEN = 10_000;
const CUT = 'bytes were not captured: its end is where the next request begins, or the connection ends';
const LOST = 'events were lost while it was served';
const CLOSED = 'its connection was closed without an answer';

/** The requests that are open, and the numbers of those that are shown. */
export class RequestBook implements RequestKeeper {
  readonly gaps: RequestGaps = { cut: 0, longest: 0, losses: 0, dropped: 0, early: 0 };
  /** How many requests have been selected. */
  count = 0;
  /** What times are counted from, in ns since the epoch. */
  origin = 0n;
  private readonly options: TraceOptions;
  private readonly takeRow: TakeRow;
  private readonly open = new Set<OpenRequest>();
  private readonly stepMemory: StepMemory = { used: 0 };
  private readonly now: Moment;

  /** `now` is the current event. */
  constructor(options: TraceOptions, takeRow: TakeRow, now: Moment) {
    this.options = options;
    this.takeRow = takeRow;
    this.now = now;
  }

  begin(connection: ServedConnection, protocol: 'http' | 'bytes', text: string): OpenRequest {
    const { hasSteps } = this.options;
    const began = this.startOf(connection, protocol, text);
    const request = new OpenRequest(connection, began, hasSteps ? new Steps(this.stepMemory) : null);
    this.open.add(request);
    if (this.open.size > MAX_OPEN) this.giveUpOldest();
    return request;
  }

  end(request: OpenRequest, state: 'answered' | 'unanswered'): void {
    const { worker, time } = this.now;
    if (state === 'unanswered') {
      request.notes.add(CLOSED);
      request.commit(time);
    }
    const wasServed = worker.request === request;
    this.finish(request, state);
    const [next] = request.connection.waiting;
    if (next === undefined || next.workers.length > 0) return;
    if (wasServed && next.isComplete) worker.join(next, time);
    else next.ledger.switchTo(...next.waitsFor, time);
  }

  /** Gives a request a number if the selector accepts the current event. */
  select(request: OpenRequest): void {
    if (request.number === 0 && this.options.selects(this.now.evt)) request.number = ++this.count;
  }

  /** A process has ended, and with it its connections. */
  endProcess(pid: number): void {
    for (const request of [...this.open]) if (request.pid === pid && !request.hasEnded) request.connection.close();
  }

  /** Nothing follows. */
  close(): void {
    for (const request of [...this.open]) {
      const isAnswered = request.sent > 0 && (request.isCut || request.began.protocol === 'bytes');
      if (!isAnswered) request.commit(this.now.time);
      this.finish(request, isAnswered ? 'answered' : 'open');
    }
  }

  private startOf(connection: ServedConnection, protocol: 'http' | 'bytes', text: string): RequestStart {
    const { evt, worker, time } = this.now;
    const { acceptedAt, count } = connection;
    return {
      pid: evt.thread?.pid ?? -1,
      tid: evt.view.tid,
      process: evt.thread?.comm ?? '',
      connection: evt.fd?.name ?? '',
      protocol,
      exchange: count,
      accepted: count === 1 && acceptedAt !== null ? time - acceptedAt : null,
      queued: worker.delayAt(worker.callFrom),
      time,
      origin: this.origin,
      request: text,
      losses: this.gaps.losses,
    };
  }

  private finish(request: OpenRequest, state: RequestRow['state']): void {
    this.remove(request);
    if (request.isCut) {
      this.gaps.cut++;
      request.notes.add(CUT);
    }
    if (request.began.losses !== this.gaps.losses) request.notes.add(LOST);
    const row = request.row(state);
    if (request.number > 0) this.takeRow(row);
  }

  private giveUpOldest(): void {
    const [oldest] = this.open;
    if (oldest === undefined) return;
    this.gaps.dropped++;
    this.remove(oldest);
    oldest.steps?.finish();
  }

  private remove(request: OpenRequest): void {
    request.hasEnded = true;
    for (const worker of request.workers.splice(0)) worker.stop(this.now.time);
    this.open.delete(request);
  }
}
