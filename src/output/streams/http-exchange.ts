import { difference64 } from '../../bytes/int64.js';
import type { Evt } from '../../state/evt.js';
import { type BodyMemory, type HttpMessage, HttpReader } from './http-reader.js';
import type { Piece } from './stream.js';

/** Memory for the bodies of all streams. */
export const BODIES: BodyMemory = { left: 64 << 20 };

/** A message with its place among those of its connection. */
export interface NumberedMessage {
  readonly message: HttpMessage;
  readonly isRead: boolean;
  /** Which request of its connection it is, or answers, from 1. */
  readonly exchange: number;
  /** From the end of the request to the end of the answer, in ns; NaN if it is not known. */
  readonly latency: number;
}

/** A request that has no answer yet. */
interface Asked {
  readonly method: string;
  readonly tsHi: number;
  readonly tsLo: number;
}

/** Most requests that wait for their answer. */
const MAX_ASKED = 10_000;
const FIRST_FINAL = 200;
const SWITCHING = 101;

/** Whether an answer with this status is the last one to its request. */
export const isFinal = (status: number): boolean => status >= FIRST_FINAL || status === SWITCHING;

/** The HTTP messages of one end of a connection. */
export class HttpConversation {
  private readonly asked: Asked[] = [];
  private readonly readers: Readonly<Record<'read' | 'written', HttpReader>>;
  private requests = 0;
  private answers = 0;

  constructor(bodies: BodyMemory = BODIES) {
    const answersHead = (): boolean => this.asked[0]?.method === 'HEAD';
    this.readers = { read: new HttpReader(bodies, answersHead), written: new HttpReader(bodies, answersHead) };
  }

  /** Whether a message in one direction has begun and not ended. */
  isWithin(isRead: boolean): boolean {
    return (isRead ? this.readers.read : this.readers.written).isWithin;
  }

  /** Bytes that belong to no message. */
  get strayBytes(): number {
    return this.readers.read.strayBytes + this.readers.written.strayBytes;
  }

  /** Takes bytes; returns the messages that end with them. */
  take({ isRead, data, start, captured, length }: Piece, evt: Evt): readonly NumberedMessage[] {
    const reader = isRead ? this.readers.read : this.readers.written;
    reader.take(Buffer.from(data.buffer, data.byteOffset + start, captured));
    if (length > captured) reader.skip(length - captured);
    return this.ended(isRead, evt);
  }

  /** Ends what has begun; returns these messages. */
  finish(): readonly NumberedMessage[] {
    this.readers.read.finish();
    this.readers.written.finish();
    return [...this.ended(true, null), ...this.ended(false, null)];
  }

  private ended(isRead: boolean, evt: Evt | null): readonly NumberedMessage[] {
    const { done } = isRead ? this.readers.read : this.readers.written;
    return done.splice(0).map((message) => ({
      message,
      isRead,
      ...(message.isRequest ? this.ask(message, evt) : this.answer(message, evt)),
    }));
  }

  private ask({ method }: HttpMessage, evt: Evt | null): Pick<NumberedMessage, 'exchange' | 'latency'> {
    this.asked.push({ method, tsHi: evt?.view.tsHi ?? 0, tsLo: evt?.view.tsLo ?? 0 });
    if (this.asked.length > MAX_ASKED) this.asked.shift();
    return { exchange: ++this.requests, latency: Number.NaN };
  }

  private answer({ status }: HttpMessage, evt: Evt | null): Pick<NumberedMessage, 'exchange' | 'latency'> {
    const exchange = this.answers + 1;
    const [asked] = this.asked;
    if (isFinal(status)) {
      this.answers++;
      this.asked.shift();
    }
    const isTimed = evt !== null && asked !== undefined && asked.tsHi !== 0;
    return {
      exchange,
      latency: isTimed ? difference64(evt.view.tsHi, evt.view.tsLo, asked.tsHi, asked.tsLo) : Number.NaN,
    };
  }
}
