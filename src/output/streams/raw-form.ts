import { SyssharkError } from '../../errors.js';
import type { StreamForm } from './form.js';

/** The bytes alone, as far as they were captured, of one stream. */
export class RawForm implements StreamForm {
  private stream = 0;

  begin(): void {}

  piece(...[out, stream, { data, start, captured }]: Parameters<StreamForm['piece']>): void {
    if (this.stream === 0) this.stream = stream.number;
    if (this.stream !== stream.number)
      throw new SyssharkError(
        'USAGE',
        `--raw writes one stream, and more than one matches (${this.stream}, ${stream.number}): choose with --stream ${this.stream}, or write a file for each with -o FOLDER/`,
      );
    out.addRange(data, start, start + captured);
  }

  note(): void {}

  end(): void {}
}
