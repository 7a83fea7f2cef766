import { HttpConversation } from '../../output/streams/http-exchange.js';
import { NO_BODIES } from '../../output/streams/http-reader.js';
import type { Piece } from '../../output/streams/stream.js';
import type { Evt } from '../../state/evt.js';
import type { OpenRequest, UsedConnection } from './open-request.js';

/** A connection that a server makes to serve requests. */
export class Upstream implements UsedConnection {
  readonly name: string;
  /** The request for which it was used last; null before it is used for one. */
  owner: OpenRequest | null = null;
  served: OpenRequest | null = null;
  /** Whether something was asked that has no complete answer. */
  private isAsked = false;
  private readonly conversation = new HttpConversation(NO_BODIES);

  constructor(name: string) {
    this.name = name;
  }

  owes(request: OpenRequest): boolean {
    return this.owner === request && this.isAsked;
  }

  /** A connection is made for a request, or begins to be. */
  connect(request: OpenRequest, isWaiting: boolean): void {
    this.owner = request;
    this.isAsked = isWaiting;
  }

  /** Bytes were sent, for a request. */
  send(request: OpenRequest, piece: Piece, evt: Evt): void {
    this.owner = request;
    this.served = null;
    this.isAsked = true;
    this.conversation.take(piece, evt);
  }

  /** Bytes were received. The answer goes on if it is HTTP and incomplete; of other protocols it is complete with its first bytes. */
  receive(piece: Piece, evt: Evt): void {
    this.conversation.take(piece, evt);
    this.isAsked = this.conversation.isWithin(true);
  }

  /** Nothing more comes. */
  close(): void {
    this.isAsked = false;
  }
}
