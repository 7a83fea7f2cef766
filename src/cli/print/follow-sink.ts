import type { StreamSink } from '../../analysis/streams/follower.js';
import type { FieldContext } from '../../fields/field-context.js';
import type { Paint } from '../../output/color.js';
import type { StreamForm } from '../../output/streams/form.js';
import { HEX_LINES } from '../../output/streams/hex-lines.js';
import { HttpForm } from '../../output/streams/http-form.js';
import { HTTP_JSON } from '../../output/streams/http-json.js';
import { httpText } from '../../output/streams/http-text.js';
import { JsonForm } from '../../output/streams/json-form.js';
import { MarkedForm } from '../../output/streams/marked-form.js';
import { PartyText } from '../../output/streams/party.js';
import { RawForm } from '../../output/streams/raw-form.js';
import type { Piece, Stream } from '../../output/streams/stream.js';
import { type FileEndings, StreamFiles } from '../../output/streams/stream-files.js';
import { textLines } from '../../output/streams/text-lines.js';
import type { Evt } from '../../state/evt.js';
import type { FollowForm, FollowOptions } from '../options/follow-request.js';
import type { TextOutput } from './text-output.js';

/** Where streams are written, and how they look. */
export interface SinkParts {
  readonly text: TextOutput;
  readonly paint: Paint | null;
  readonly context: FieldContext;
}

type MakeForm = (parts: SinkParts) => StreamForm;

const FORMS: Readonly<Record<FollowForm, MakeForm>> = {
  ascii: ({ context, paint }) => new MarkedForm(new PartyText(context), textLines(context.isMasked), paint),
  hex: ({ context, paint }) => new MarkedForm(new PartyText(context), HEX_LINES, paint),
  raw: () => new RawForm(),
  json: () => new JsonForm(),
  http: ({ context, paint }) => new HttpForm(httpText(new PartyText(context), { isMasked: context.isMasked, paint })),
  httpJson: () => new HttpForm(HTTP_JSON),
};

const both = (ending: string): FileEndings => ({ read: ending, written: ending });
const ENDINGS: Readonly<Record<FollowForm, FileEndings>> = {
  ascii: both('.txt'),
  hex: both('.hex'),
  raw: { read: '.read', written: '.written' },
  json: both('.ndjson'),
  http: both('.txt'),
  httpJson: both('.ndjson'),
};

/** Writes the streams that a command line chooses: all to one place, or each to files of its own. */
export class FollowSink implements StreamSink {
  private readonly follow: FollowOptions;
  private readonly text: TextOutput;
  private readonly form: StreamForm;
  /** The files of the streams; null if all are written to one place. */
  private readonly files: StreamFiles | null;

  constructor(follow: FollowOptions, parts: SinkParts) {
    const { form, folder } = follow;
    const makeForm = (): StreamForm => FORMS[form]({ ...parts, paint: null });
    this.follow = follow;
    this.text = parts.text;
    this.files = folder === null ? null : new StreamFiles(folder, ENDINGS[form], makeForm);
    // beside the files, a list of what they are
    this.form = folder === null ? FORMS[form](parts) : FORMS.ascii(parts);
  }

  /** Creates the folder of the files, if there are any. Throws SyssharkError IO. */
  open(): void {
    this.files?.open();
  }

  begin(stream: Stream, evt: Evt): void {
    if (!this.isChosen(stream)) return;
    this.files?.begin(stream, evt);
    this.form.begin(this.text.text, stream, evt);
  }

  piece(stream: Stream, piece: Piece, evt: Evt): boolean {
    const { only } = this.follow;
    if (!this.isChosen(stream) || (only !== null && (only === 'read') !== piece.isRead)) return false;
    if (this.files === null) this.form.piece(this.text.text, stream, piece, evt);
    else this.files.piece(stream, piece, evt);
    return true;
  }

  note(stream: Stream, text: string, evt: Evt): void {
    if (!this.isChosen(stream)) return;
    if (this.files === null) this.form.note(this.text.text, stream, text, evt);
    else this.files.note(stream, text, evt);
  }

  /** Ends what has been written. */
  close(): void {
    if (this.files === null) this.form.end(this.text.text);
    else this.files.close();
  }

  private isChosen({ number }: Stream): boolean {
    const { streams } = this.follow;
    return streams === null || streams.has(number);
  }
}
