/** Height of a row in pixels, and of the line that tells a gap before it. */
export const ROW = 20;
export const GAP = 16;
/** Browsers lose or move what is farther down. */
const TALLEST = 15_000_000;

/** Which part of many rows is shown. The row at the top is the truth; a scroll bar only shows it. */
export class ScrollPlace {
  /** Rows in all, and the first one that is there. */
  count = 0;
  first = 0;
  /** Pixels that are shown. */
  height = 0;
  /** The row at the top, and how many pixels of it are above the edge. */
  top = 0;
  offset = 0;
  private readonly hasGap: (position: number) => boolean;

  constructor(hasGap: (position: number) => boolean) {
    this.hasGap = hasGap;
  }

  /** Pixels of a row with the gap before it. */
  heightOf(position: number): number {
    return this.hasGap(position) ? ROW + GAP : ROW;
  }

  /** Pixels that the scroll bar stands for. */
  get barHeight(): number {
    return Math.max(this.height, Math.min((this.count - this.first) * ROW, TALLEST));
  }

  /** Rows that may be above the first shown one. */
  private get above(): number {
    return Math.max(0, this.count - this.first - this.height / ROW);
  }

  /** Where the scroll bar stands. */
  get barTop(): number {
    if (this.above === 0) return 0;
    return Math.round(((this.top - this.first + this.offset / ROW) / this.above) * (this.barHeight - this.height));
  }

  /** Follows the scroll bar. */
  dragTo(barTop: number): void {
    const room = this.barHeight - this.height;
    const place = room <= 0 ? 0 : Math.min(1, barTop / room) * this.above + this.first;
    this.top = Math.floor(place);
    this.offset = Math.round((place - this.top) * ROW);
    this.clamp();
  }

  /** Moves by pixels. */
  moveBy(pixels: number): void {
    this.offset += pixels;
    while (this.offset < 0 && this.top > this.first) this.offset += this.heightOf(--this.top);
    while (this.top < this.count - 1 && this.offset >= this.heightOf(this.top)) {
      this.offset -= this.heightOf(this.top++);
    }
    this.clamp();
  }

  /** Keeps the rows within the window: no room above the first, none below the last. */
  clamp(): void {
    if (this.top < this.first || (this.top === this.first && this.offset < 0)) this.toBegin();
    if (this.top >= this.count || this.bottomOfLast() < this.height) this.toEnd();
  }

  /** Shows a row, with as little movement as needed; `isCentred` puts one that is out of sight into the middle. */
  show(position: number, isCentred = false): void {
    if (position < this.top || (position === this.top && this.offset > 0)) this.put(position, isCentred ? 0.4 : 0);
    else if (this.yOf(position + 1) > this.height) this.put(position, isCentred ? 0.4 : 1);
  }

  /** Puts a row into the middle. */
  centre(position: number): void {
    this.put(position, 0.5);
  }

  /** Whether the last row is in sight. */
  get isAtEnd(): boolean {
    return this.bottomOfLast() <= this.height;
  }

  /** Goes on by a window: the last whole row becomes the first. Returns by how many rows. */
  pageDown(): number {
    const { top } = this;
    const last = this.last();
    this.top = Math.max(top + 1, this.yOf(last + 1) > this.height ? last - 1 : last);
    this.offset = 0;
    this.clamp();
    return this.top - top;
  }

  /** Goes back by a window: the first row becomes the last. Returns by how many rows. */
  pageUp(): number {
    const { top } = this;
    this.put(top, 1);
    return top - this.top;
  }

  /** The last row that is in sight, even in part. */
  last(): number {
    let y = -this.offset;
    let position = this.top;
    while (position < this.count && y < this.height) y += this.heightOf(position++);
    return position - 1;
  }

  private put(position: number, share: number): void {
    this.top = position;
    this.offset = 0;
    if (share > 0) this.moveBy(-Math.max(0, (this.height - this.heightOf(position)) * share));
    // whole rows from the top are calmer
    if (this.offset > 0 && this.top < position) {
      this.top++;
      this.offset = 0;
    }
    this.clamp();
  }

  private yOf(position: number): number {
    let y = -this.offset;
    for (let row = this.top; row < position && y <= this.height; row++) y += this.heightOf(row);
    return y;
  }

  private bottomOfLast(): number {
    return this.yOf(this.count);
  }

  private toBegin(): void {
    this.top = this.first;
    this.offset = 0;
  }

  /** Shows the last row at the bottom. */
  toEnd(): void {
    let y = this.height;
    let position = this.count;
    while (position > this.first && y > 0) y -= this.heightOf(--position);
    this.top = Math.max(this.first, position);
    this.offset = Math.max(0, -y);
  }
}
