import { decodeText } from '../../bytes/text.js';
import { headerOf } from '../../output/streams/http-body.js';
import { HttpConversation, isFinal } from '../../output/streams/http-exchange.js';
import { type HttpMessage, NO_BODIES } from '../../output/streams/http-reader.js';
import type { Piece } from '../../output/streams/stream.js';
import type { Evt } from '../../state/evt.js';
import { parseRequest, parseStatus, urlOf } from '../http.js';
import type { OpenRequest, RequestQueue } from './open-request.js';

/** How many bytes are looked at for the first line and the host. */
const MAX_HEAD = 4096;

/** A connection as those see it who make its requests. */
export interface ServedConnection extends RequestQueue {
  /** When it was accepted, counted as in Moment; null if that is not in the capture. */
  readonly acceptedAt: number | null;
  /** How many requests it has had. */
  readonly count: number;
}

/** What makes requests, and takes them when they have ended. */
export interface RequestKeeper {
  begin(connection: ServedConnection, protocol: 'http' | 'bytes', request: string): OpenRequest;
  /** Its answer has ended with what was committed last. */
  end(request: OpenRequest, state: 'answered' | 'unanswered'): void;
}

/** Method and URL of a message; the host may be in a header. */
function requestText(message: HttpMessage): string {
  const host = headerOf(message, 'host');
  return `${message.method} ${urlOf(message.url, host)}`;
}

/** The first captured bytes. */
function headOf({ data, start, captured }: Piece): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return decodeText(bytes, start, start + Math.min(captured, MAX_HEAD));
}

/**
 * The server's end of a connection: splits what is read and written into requests and answers. HTTP/1 is split by its own rules,
 * pipelined requests as well. In other protocols, a request is what is read until something is written, and its answer what is
 * written until the next bytes are read.
 */
export class Connection implements ServedConnection {
  /** Requests whose answer has not ended, in their order. */
  readonly waiting: OpenRequest[] = [];
  readonly acceptedAt: number | null;
  count = 0;
  private readonly conversation = new HttpConversation(NO_BODIES);
  private readonly keeper: RequestKeeper;
  /** The request of which the rest has yet to be read. */
  private incoming: OpenRequest | null = null;

  constructor(acceptedAt: number | null, keeper: RequestKeeper) {
    this.acceptedAt = acceptedAt;
    this.keeper = keeper;
  }

  /** Takes bytes that the server has read; returns the requests that they belong to. */
  read(piece: Piece, evt: Evt): readonly OpenRequest[] {
    const isWithin = this.incoming !== null && this.conversation.isWithin(true);
    const head = headOf(piece);
    const asked = isWithin ? null : parseRequest(head);
    const isHttp = isWithin || asked !== null;
    if (!isWithin) this.endGuessed(asked !== null);
    const found = isHttp ? this.readHttp(piece, evt, asked === null ? '' : `${asked.method} ${asked.url}`) : [];
    return isHttp ? found : [this.readOther(piece)];
  }

  /** Takes bytes that the server has written. */
  write(piece: Piece, evt: Evt, time: number): void {
    const [request] = this.waiting;
    if (request === undefined) return;
    request.firstByte ??= time;
    if (request.began.protocol === 'bytes') request.sent += piece.length;
    else this.writeHttp(request, piece, evt, time);
  }

  close(): void {
    for (const request of [...this.waiting]) this.end(request, request.sent > 0 ? 'answered' : 'unanswered');
    this.incoming = null;
  }

  private readHttp(piece: Piece, evt: Evt, text: string): readonly OpenRequest[] {
    const { incoming } = this;
    const found: OpenRequest[] = [];
    const messages = this.conversation.take(piece, evt).filter(({ isRead }) => isRead);
    for (const { message } of messages) {
      const request = this.incoming ?? this.begin('http', requestText(message));
      request.request = message.url === '' ? request.request : requestText(message);
      request.isComplete = true;
      request.isCut ||= !message.isComplete;
      request.received = message.isComplete ? message.size : request.received + piece.length;
      this.incoming = null;
      found.push(request);
    }
    const goesOn = this.conversation.isWithin(true);
    if (goesOn || found.length === 0) found.push(this.readPart(piece, messages.length === 0 ? text : '', goesOn));
    else if (incoming === null) this.incoming = null;
    return found;
  }

  /** Takes a part of a request: more of it follows, or is not captured. */
  private readPart(piece: Piece, text: string, goesOn: boolean): OpenRequest {
    const request = this.incoming ?? this.begin('http', text);
    request.received += piece.length;
    request.isCut ||= !goesOn;
    request.isComplete ||= !goesOn;
    this.incoming = goesOn ? request : null;
    return request;
  }

  private readOther(piece: Piece): OpenRequest {
    const last = this.waiting.at(-1);
    const request = last ?? this.begin('bytes', '');
    request.received += piece.length;
    request.isComplete = true;
    return request;
  }

  private writeHttp(first: OpenRequest, piece: Piece, evt: Evt, time: number): void {
    const answers = this.conversation.take(piece, evt).filter(({ isRead }) => !isRead);
    const finals = answers.filter(({ message }) => isFinal(message.status));
    if (finals.length === 0) {
      first.status ??= parseStatus(headOf(piece));
      first.sent += piece.length;
      first.isCut ||= !this.conversation.isWithin(false) && answers.length === 0;
    }
    for (const { message } of finals) {
      const [request] = this.waiting;
      if (request === undefined) return;
      request.status = message.status;
      request.firstByte ??= time;
      request.sent = message.isComplete ? message.size : request.sent + piece.length;
      request.isCut ||= !message.isComplete;
      request.commit(time);
      if (message.isComplete) this.end(request, 'answered');
    }
  }

  /** Ends requests of whose answer only the beginning is known to have been captured: the next request has come. */
  private endGuessed(isHttp: boolean): void {
    for (const request of [...this.waiting]) {
      const isGuessed = request.isCut || request.began.protocol === 'bytes' || !isHttp;
      if (request.sent === 0 || !isGuessed) return;
      this.end(request, 'answered');
    }
  }

  private begin(protocol: 'http' | 'bytes', text: string): OpenRequest {
    this.count++;
    const request = this.keeper.begin(this, protocol, text);
    this.waiting.push(request);
    return request;
  }

  private end(request: OpenRequest, state: 'answered' | 'unanswered'): void {
    this.waiting.splice(this.waiting.indexOf(request), 1);
    if (this.incoming === request) this.incoming = null;
    this.keeper.end(request, state);
  }
}
