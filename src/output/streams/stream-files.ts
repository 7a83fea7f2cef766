import { mkdirSync } from 'node:fs';
import { ByteText } from '../../bytes/byte-text.js';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import type { Evt } from '../../state/evt.js';
import type { StreamForm } from './form.js';
import { OpenFiles } from './open-files.js';
import type { Piece, Stream } from './stream.js';

const OWNER_ONLY = 0o700;
/** What follows the number of a stream in the name of its file: one for both directions, or one for each. */
export interface FileEndings {
  readonly read: string;
  readonly written: string;
}

/** Writes streams to a folder, each to files of its own, which are named by its number alone. */
export class StreamFiles {
  private readonly folder: string;
  private readonly endings: FileEndings;
  private readonly makeForm: () => StreamForm;
  private readonly forms = new Map<number, StreamForm>();
  private readonly files = new OpenFiles();
  private readonly out = new ByteText();

  constructor(folder: string, endings: FileEndings, makeForm: () => StreamForm) {
    this.folder = folder.replace(/(?<=.)\/+$/, '');
    this.endings = endings;
    this.makeForm = makeForm;
  }

  /** Creates the folder unless there is one. Throws SyssharkError IO. */
  open(): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: OWNER_ONLY });
    } catch (error) {
      throw new SyssharkError('IO', `cannot write ${this.folder}: ${reasonOf(error)}`, { cause: error });
    }
  }

  begin(stream: Stream, evt: Evt): void {
    this.formOf(stream).begin(this.out, stream, evt);
    this.write(stream, this.endings.written);
  }

  piece(stream: Stream, piece: Piece, evt: Evt): void {
    this.formOf(stream).piece(this.out, stream, piece, evt);
    this.write(stream, piece.isRead ? this.endings.read : this.endings.written);
  }

  note(stream: Stream, text: string, evt: Evt): void {
    this.formOf(stream).note(this.out, stream, text, evt);
    this.write(stream, this.endings.written);
  }

  /** Ends all files. */
  close(): void {
    for (const [number, form] of this.forms) {
      form.end(this.out);
      this.write({ number }, this.endings.written);
    }
    this.files.close();
  }

  private formOf({ number }: Stream): StreamForm {
    const known = this.forms.get(number);
    if (known !== undefined) return known;
    const form = this.makeForm();
    this.forms.set(number, form);
    return form;
  }

  private write({ number }: Pick<Stream, 'number'>, ending: string): void {
    const { bytes, length } = this.out;
    this.out.length = 0;
    if (length === 0) return;
    const path = `${this.folder}/${number}${ending}`;
    try {
      this.files.append(path, bytes.subarray(0, length));
    } catch (error) {
      throw new SyssharkError('IO', `cannot write ${path}: ${reasonOf(error)}`, { cause: error });
    }
  }
}
