import type { ByteText } from '../../bytes/byte-text.js';
import type { Evt } from '../../state/evt.js';
import type { StreamForm } from './form.js';
import { HttpConversation, type NumberedMessage } from './http-exchange.js';
import type { Piece, Stream } from './stream.js';

/** How messages are written. */
export interface MessageWriter {
  begin(out: ByteText, stream: Stream, evt: Evt): void;
  /** Who moves the bytes of an event: what the lines of its messages say about it. */
  origin(stream: Stream, evt: Evt): string;
  message(out: ByteText, origin: string, message: NumberedMessage): void;
  note(out: ByteText, origin: string, text: string): void;
}

/** A connection, and who moved its latest bytes. */
interface Talk {
  readonly conversation: HttpConversation;
  origin: string;
}

/** Requests and answers, each when it has ended. */
export class HttpForm implements StreamForm {
  private readonly talks = new Map<number, Talk>();
  private readonly writer: MessageWriter;

  constructor(writer: MessageWriter) {
    this.writer = writer;
  }

  begin(out: ByteText, stream: Stream, evt: Evt): void {
    this.writer.begin(out, stream, evt);
  }

  piece(out: ByteText, stream: Stream, piece: Piece, evt: Evt): void {
    const talk = this.talkOf(stream, evt);
    for (const message of talk.conversation.take(piece, evt)) this.writer.message(out, talk.origin, message);
  }

  note(out: ByteText, stream: Stream, text: string, evt: Evt): void {
    this.writer.note(out, this.talkOf(stream, evt).origin, text);
  }

  end(out: ByteText): void {
    for (const { conversation, origin } of this.talks.values()) {
      for (const message of conversation.finish()) this.writer.message(out, origin, message);
      const { strayBytes } = conversation;
      if (strayBytes > 0) this.writer.note(out, origin, `${strayBytes} bytes belong to no request or answer of HTTP/1`);
    }
    this.talks.clear();
  }

  private talkOf(stream: Stream, evt: Evt): Talk {
    const origin = this.writer.origin(stream, evt);
    const known = this.talks.get(stream.number);
    if (known !== undefined) {
      known.origin = origin;
      return known;
    }
    const talk = { conversation: new HttpConversation(), origin };
    this.talks.set(stream.number, talk);
    return talk;
  }
}
