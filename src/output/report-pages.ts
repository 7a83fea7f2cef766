import type { ByteText } from '../bytes/byte-text.js';

/** Clears a terminal and moves to its first line. */
const CLEAR = '\x1b[H\x1b[2J';
const NEW_LINE = '\n';

/** What separates a report from the one before: a cleared terminal, an empty line, or nothing. */
export type PageBreak = 'clear' | 'line' | 'none';

/** Separates reports that are written one after the other. */
export class ReportPages {
  private readonly out: ByteText;
  private readonly pageBreak: PageBreak;
  private hasPages = false;

  constructor(out: ByteText, pageBreak: PageBreak) {
    this.out = out;
    this.pageBreak = pageBreak;
  }

  /** Adds a report, separated from the one before. A report that writes nothing adds nothing. */
  add(write: () => void): void {
    const { out, pageBreak } = this;
    const start = out.length;
    if (pageBreak === 'clear') out.addText(CLEAR);
    else if (this.hasPages && pageBreak === 'line') out.addText(NEW_LINE);
    const end = out.length;
    write();
    if (out.length === end) out.length = start;
    else this.hasPages = true;
  }
}
