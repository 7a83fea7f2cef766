import type { ByteText } from '../../bytes/byte-text.js';
import type { Evt } from '../../state/evt.js';
import type { Paint } from '../color.js';
import { addLine } from '../rows/add-line.js';
import type { StreamForm } from './form.js';
import type { PartyText } from './party.js';
import type { Piece, Stream } from './stream.js';

const NEW_LINE = 10;

/** How the bytes of a piece become lines. */
export interface LinesOfBytes {
  /** Lines (byte strings); what follows the last line end is the last one. */
  lines(stream: Stream, piece: Piece): readonly string[];
  /** Whether the last line goes on with the next bytes of the same kind, unless it is empty. */
  readonly goesOn: boolean;
}

/** For people: what each process writes after "> ", what it reads after "< ", and who it is in lines of their own. */
export class MarkedForm implements StreamForm {
  private readonly party: PartyText;
  private readonly data: LinesOfBytes;
  private readonly paint: Paint | null;
  /** The stream and its user in the line above, without time; what the open line consists of. */
  private user = '';
  private open = '';

  constructor(party: PartyText, data: LinesOfBytes, paint: Paint | null) {
    this.party = party;
    this.data = data;
    this.paint = paint;
  }

  begin(out: ByteText, stream: Stream, evt: Evt): void {
    this.end(out);
    addLine(out, this.party.heading(stream, evt));
    this.user = '';
  }

  piece(out: ByteText, stream: Stream, piece: Piece, evt: Evt): void {
    const { isRead, length, captured, position, unseenCall } = piece;
    this.introduce(out, stream, evt);
    if (position >= 0) this.say(out, `at position ${position}`);
    this.add(out, isRead, this.data.lines(stream, piece), `${isRead ? '<' : '>'}${stream.number}`);
    const missing = length - captured;
    if (missing > 0) this.say(out, gapText(missing, piece, unseenCall));
  }

  note(out: ByteText, stream: Stream, text: string, evt: Evt): void {
    this.introduce(out, stream, evt);
    this.say(out, text);
  }

  end(out: ByteText): void {
    if (this.open !== '') out.addByte(NEW_LINE);
    this.open = '';
  }

  /** Says who moves bytes if it is not who did so last. */
  private introduce(out: ByteText, stream: Stream, evt: Evt): void {
    const user = `${stream.number} ${this.party.user(evt)}`;
    if (user === this.user) return;
    this.user = user;
    this.end(out);
    addLine(out, this.party.party(stream, evt));
  }

  private say(out: ByteText, text: string): void {
    this.end(out);
    const line = `!! ${text}`;
    addLine(out, this.paint === null ? line : this.paint.tone('warning', line));
  }

  private add(out: ByteText, isRead: boolean, lines: readonly string[], kind: string): void {
    if (this.open !== kind) this.end(out);
    for (const [i, line] of lines.entries()) {
      const isLast = i === lines.length - 1;
      if (isLast && line === '') break;
      const text = i === 0 && this.open !== '' ? line : `${isRead ? '<' : '>'} ${line}`;
      out.addText(this.paint === null ? text : this.paint.tone(isRead ? 'read' : 'write', text));
      this.open = kind;
      if (!isLast) this.end(out);
    }
    if (!this.data.goesOn) this.end(out);
  }
}

function gapText(missing: number, { length }: Piece, unseenCall: string): string {
  if (unseenCall === '') return `${missing} of ${length} bytes were not captured`;
  return `${missing} bytes moved by ${unseenCall}: their content is never captured`;
}
