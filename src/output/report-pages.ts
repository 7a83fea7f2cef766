import type { ByteText } from '../bytes/byte-text.js';
import { fromByteString, toByteString } from '../bytes/text.js';
import { fitScreen, type ScreenSize } from './fit-screen.js';

/** Clears a terminal and moves to its first line. */
const CLEAR = '\x1b[H\x1b[2J';
const NEW_LINE = '\n';

/** What separates a report from the one before: a cleared terminal, an empty line, or nothing. */
export type PageBreak = 'clear' | 'line' | 'none';

/** Separates reports that are written one after the other. On a screen that is cleared, each is cut to its size. */
export class ReportPages {
  private readonly out: ByteText;
  private readonly pageBreak: PageBreak;
  private readonly screen: () => ScreenSize | null;
  private hasPages = false;

  /** `screen` is the present size of the terminal; null if it is not known. */
  constructor(out: ByteText, pageBreak: PageBreak, screen: () => ScreenSize | null = () => null) {
    this.out = out;
    this.pageBreak = pageBreak;
    this.screen = screen;
  }

  /** Adds a report, separated from the one before. A report that writes nothing adds nothing. */
  add(write: () => void): void {
    const { out, pageBreak } = this;
    const start = out.length;
    if (pageBreak === 'clear') out.addText(CLEAR);
    else if (this.hasPages && pageBreak === 'line') out.addText(NEW_LINE);
    const end = out.length;
    write();
    if (pageBreak === 'clear') this.fit(end);
    if (out.length === end) out.length = start;
    else this.hasPages = true;
  }

  /** Cuts what was written from `start` on to the screen. */
  private fit(start: number): void {
    const { out } = this;
    const size = this.screen();
    if (size === null || out.length === start) return;
    const lines = fromByteString(out.toText(start)).replace(/\n$/, '').split(NEW_LINE);
    out.length = start;
    for (const line of fitScreen(lines, size)) out.addText(toByteString(line) + NEW_LINE);
  }
}
