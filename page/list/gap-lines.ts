import { spoken } from '../text/durations.js';
import { between } from '../text/times.js';
import { setText } from './cells.js';

/** ns that are no gap in any list. */
const SHORTEST = 10_000_000;
/** A gap is this many times longer than events of the list are apart on average. */
const TIMES = 8;

/** The shortest time between two events of a list that is shown as a gap, in ns. */
export function gapThreshold(spanNs: number, count: number): number {
  return Math.max(SHORTEST, (TIMES * spanNs) / Math.max(1, count));
}

/** The line that tells a gap between two times; null if it is shorter than the threshold. */
export function gapText(before: string, after: string, threshold: number): string | null {
  const ns = Number(between(before, after));
  return ns >= threshold ? `${spoken(ns)} later` : null;
}

/** Lines between rows, as many as are in sight. */
export class GapLines {
  private readonly layer: HTMLElement;
  private readonly lines: HTMLElement[] = [];
  private used = 0;

  constructor(layer: HTMLElement) {
    this.layer = layer;
  }

  begin(): void {
    this.used = 0;
  }

  /** Shows a line at a height in pixels. */
  add(y: number, text: string): void {
    let line = this.lines[this.used];
    if (line === undefined) {
      line = document.createElement('div');
      line.className = 'gap';
      line.setAttribute('aria-hidden', 'true');
      this.layer.append(line);
      this.lines.push(line);
    }
    this.used++;
    line.hidden = false;
    line.style.transform = `translateY(${y}px)`;
    setText(line, text);
  }

  end(): void {
    for (let index = this.used; index < this.lines.length; index++) (this.lines[index] as HTMLElement).hidden = true;
  }
}
