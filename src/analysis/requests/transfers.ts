import type { Piece } from '../../output/streams/stream.js';
import type { FdInfo } from '../../state/fd-info.js';
import type { CallForm } from '../streams/calls.js';
import { pieceOf } from '../streams/piece.js';
import type { Connection } from './connection.js';
import { type Handoffs, signalKey } from './handoffs.js';
import type { Moment } from './moment.js';
import type { Network } from './network.js';
import type { RequestBook } from './request-book.js';
import { isFile, isServed, isUpstream } from './sockets.js';

const EAGAIN = -11;
const CLIENT_CLOSED = 'the client closed its end before the answer was complete';
const CLIENT_FAILED = 'its connection failed before the answer was complete';

/** What calls that move bytes mean for requests. */
export class Transfers {
  private readonly now: Moment;
  private readonly network: Network;
  private readonly book: RequestBook;
  private readonly handoffs: Handoffs;

  constructor(now: Moment, network: Network, book: RequestBook, handoffs: Handoffs) {
    this.now = now;
    this.network = network;
    this.book = book;
    this.handoffs = handoffs;
  }

  /** Takes the end of a call of the current event that moves bytes. */
  take(fd: FdInfo, form: CallForm): void {
    const piece = pieceOf(this.now.evt, form, null);
    if (isServed(fd)) this.moveServed(this.network.connectionOf(fd), piece);
    else if (isUpstream(fd)) this.moveUpstream(fd, piece);
    else if (piece.length > 0) this.moveOther(fd, piece);
  }

  private moveServed(connection: Connection, piece: Piece): void {
    const { length, isRead } = piece;
    if (!(length > 0)) noteFailure(connection, piece);
    else if (isRead) this.readServed(connection, piece);
    else this.writeServed(connection, piece);
    if (piece.captured < length && piece.unseenCall === '')
      this.book.gaps.longest = Math.max(this.book.gaps.longest, length);
  }

  private readServed(connection: Connection, piece: Piece): void {
    const { evt, worker, time } = this.now;
    const requests = connection.read(piece, evt);
    requests[0]?.step('received', '', { from: worker.callFrom, to: time, bytes: piece.length });
    for (const request of requests) {
      request.pid = evt.thread?.pid ?? request.pid;
      this.book.select(request);
      this.network.answerTo(request.began.connection, request);
      request.commit(time);
    }
    const [first] = connection.waiting;
    if (first !== undefined) worker.join(first, time);
    for (const request of requests) if (request !== first) request.ledger.switchTo(...request.waitsFor, time);
  }

  private writeServed(connection: Connection, piece: Piece): void {
    const { evt, worker, time } = this.now;
    const [request] = connection.waiting;
    if (request === undefined) {
      if (connection.count === 0 && connection.acceptedAt === null) this.book.gaps.early++;
      return;
    }
    this.book.select(request);
    worker.join(request, time);
    worker.count(time);
    request.pid = evt.thread?.pid ?? request.pid;
    request.isClientSlow = worker.asked > piece.length;
    request.step('answered', '', { from: worker.callFrom, to: time, bytes: piece.length });
    connection.write(piece, evt, time);
    if (!request.hasEnded) request.commit(time);
  }

  private moveUpstream(fd: FdInfo, piece: Piece): void {
    const { evt, worker, time } = this.now;
    const { request, callFrom } = worker;
    const { length, isRead } = piece;
    if (request === null) return;
    const upstream = this.network.upstreamOf(fd);
    if (isRead && length === 0) upstream.close();
    if (!(length > 0)) return;
    if (isRead) upstream.receive(piece, evt);
    else upstream.send(request, piece, evt);
    request.touchUpstream(upstream, isRead ? 0 : length, isRead ? length : 0);
    request.step(isRead ? 'received from' : 'sent to', upstream.name, { from: callFrom, to: time, bytes: length });
  }

  private moveOther(fd: FdInfo, { length, isRead }: Piece): void {
    const { worker, time } = this.now;
    const key = signalKey(fd);
    if (key !== null && isRead) this.handoffs.adopt(worker, key, time);
    const { request, callFrom } = worker;
    if (request === null) return;
    if (key !== null && !isRead) this.handoffs.send(key, request, worker, time);
    if (!isFile(fd)) return;
    request.touchFile(fd.name, isRead ? length : 0, isRead ? 0 : length);
    request.step(isRead ? 'read' : 'wrote', fd.name, { from: callFrom, to: time, bytes: length });
  }
}

/** Notes a read or write that moved nothing. */
function noteFailure({ waiting: [request] }: Connection, { length, isRead }: Piece): void {
  if (request === undefined) return;
  if (length === EAGAIN) request.isClientSlow ||= !isRead;
  else if (isRead && length === 0) request.notes.add(CLIENT_CLOSED);
  else if (length < 0) request.notes.add(CLIENT_FAILED);
}
