import type { ByteText } from '../../bytes/byte-text.js';
import type { Evt } from '../../state/evt.js';
import type { Piece, Stream } from './stream.js';

/** What writes streams, all to one place or each to a place of its own: it notes what it wrote last. */
export interface StreamForm {
  /** The first bytes, or the first note, of a stream follow. */
  begin(out: ByteText, stream: Stream, evt: Evt): void;
  piece(out: ByteText, stream: Stream, piece: Piece, evt: Evt): void;
  /** Something else that happened to it (plain text). */
  note(out: ByteText, stream: Stream, text: string, evt: Evt): void;
  /** Nothing follows. */
  end(out: ByteText): void;
}
