/** A parameter's place in the bytes. */
export interface Range {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Bytes in a line, in panes that are too narrow for more; bytes up to the gap in the middle; a line's height in pixels. */
const WIDTHS = [16, 8, 4] as const;
const HALF = 8;
const LINE = 18;
/** Characters of a line: its offset, gaps, and each byte as two digits and as text. */
const charactersOf = (width: number): number => 10 + 4 * width + (width >= HALF ? 1 : 0);

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const PRINTABLE = /^[ -~]$/;
const OFFSET_DIGITS = 6;

/** A run of bytes in a line that belong to the same parameter. */
interface Run {
  readonly owner: number;
  readonly start: number;
  readonly end: number;
}

const isIn = (at: number, { start, end }: Range): boolean => at >= start && at < end;

/** Draws the lines of bytes in sight, each parameter's place marked. */
export class HexPane {
  private readonly scroller: HTMLElement;
  private readonly lines = document.createElement('div');
  private readonly spacer = document.createElement('div');
  private readonly pointed: (param: string | null) => void;
  private bytes = new Uint8Array();
  private ranges: readonly Range[] = [];
  private marked: Range | null = null;
  /** Bytes in a line. */
  private width: number = WIDTHS[0];
  /** As wide as a line with most bytes. */
  private readonly ruler = document.createElement('div');

  /** `pointed` is called with the parameter under the mouse, `chosen` with the one clicked. */
  constructor(scroller: HTMLElement, pointed: (param: string | null) => void, chosen: (param: string) => void) {
    this.scroller = scroller;
    this.pointed = pointed;
    this.lines.className = 'lines';
    this.ruler.className = 'ruler';
    this.ruler.textContent = '0'.repeat(charactersOf(WIDTHS[0]));
    scroller.append(this.spacer, this.lines, this.ruler);
    scroller.addEventListener('scroll', () => this.draw());
    scroller.addEventListener('mouseover', ({ target }) => this.pointed(this.paramUnder(target)));
    scroller.addEventListener('mouseleave', () => this.pointed(null));
    scroller.addEventListener('click', ({ target }) => {
      const param = this.paramUnder(target);
      if (param !== null) chosen(param);
    });
    new ResizeObserver(() => this.fit()).observe(scroller);
  }

  /** Shows other bytes. */
  show(bytes: Uint8Array<ArrayBuffer>, ranges: readonly Range[]): void {
    this.bytes = bytes;
    this.ranges = ranges;
    this.scroller.scrollTop = 0;
    this.layOut();
  }

  /** Takes as many bytes into a line as there is room for. */
  private fit(): void {
    const { left } = this.lines.getBoundingClientRect();
    const room = this.scroller.getBoundingClientRect().left + this.scroller.clientWidth - left;
    const characters = (room / this.ruler.offsetWidth) * charactersOf(WIDTHS[0]);
    this.width = WIDTHS.find((width) => charactersOf(width) <= characters) ?? (WIDTHS.at(-1) as number);
    this.layOut();
  }

  private layOut(): void {
    this.spacer.style.height = `${Math.ceil(this.bytes.length / this.width) * LINE}px`;
    this.draw();
  }

  /** Marks bytes; `isShown` brings them into sight. */
  mark(range: Range | null, isShown: boolean): void {
    const { marked } = this;
    if (isShown && range !== null) this.bringIntoSight(range);
    if (range?.start === marked?.start && range?.end === marked?.end) return;
    this.marked = range;
    this.draw();
  }

  private bringIntoSight({ start }: Range): void {
    const y = Math.floor(start / this.width) * LINE;
    const { scrollTop, clientHeight } = this.scroller;
    if (y < scrollTop || y + LINE > scrollTop + clientHeight) this.scroller.scrollTop = Math.max(0, y - 2 * LINE);
  }

  private paramUnder(target: EventTarget | null): string | null {
    const owner = target instanceof HTMLElement ? target.dataset['owner'] : undefined;
    return owner === undefined ? null : (this.ranges[Number(owner)]?.name ?? null);
  }

  private draw(): void {
    const { scrollTop, clientHeight } = this.scroller;
    const first = Math.floor(scrollTop / LINE);
    const last = Math.min(Math.ceil(this.bytes.length / this.width), Math.ceil((scrollTop + clientHeight) / LINE));
    const lines: HTMLElement[] = [];
    for (let line = first; line < last; line++) lines.push(this.lineOf(line * this.width));
    this.lines.style.transform = `translateY(${first * LINE}px)`;
    this.lines.replaceChildren(...lines);
  }

  private lineOf(start: number): HTMLElement {
    const end = Math.min(start + this.width, this.bytes.length);
    const runs = this.runsOf(start, end);
    const line = document.createElement('div');
    const offset = document.createElement('span');
    offset.className = 'of';
    offset.textContent = start.toString(16).padStart(OFFSET_DIGITS, '0');
    const missing = this.width - (end - start);
    const gap = ' '.repeat(missing * 3 + (this.width >= HALF && end - start < HALF ? 1 : 0) + 2);
    line.append(offset, '  ', ...this.elements(runs, (at) => this.hexAt(at, start)), gap);
    line.append(...this.elements(runs, (at) => this.charAt(at)));
    return line;
  }

  private hexAt(at: number, start: number): string {
    return `${HEX[this.bytes[at] as number]}${at - start === HALF - 1 ? '  ' : ' '}`;
  }

  private charAt(at: number): string {
    const char = String.fromCharCode(this.bytes[at] as number);
    return PRINTABLE.test(char) ? char : '·';
  }

  private runsOf(start: number, end: number): Run[] {
    const runs: Run[] = [];
    const near = [...this.ranges.keys()].filter((index) => {
      const range = this.ranges[index] as Range;
      return range.start < end && range.end > start;
    });
    const bounds = [...near.map((index) => this.ranges[index] as Range), ...(this.marked ? [this.marked] : [])].flatMap(
      (range) => [range.start, range.end],
    );
    for (let at = start; at < end; ) {
      // what is in a value comes behind it
      const owner = near.findLast((index) => isIn(at, this.ranges[index] as Range)) ?? -1;
      const stop = Math.min(end, ...bounds.filter((place) => place > at));
      runs.push({ owner, start: at, end: stop });
      at = stop;
    }
    return runs;
  }

  private elements(runs: readonly Run[], text: (at: number) => string): HTMLElement[] {
    return runs.map(({ owner, start, end }) => {
      const element = document.createElement('span');
      let written = '';
      for (let at = start; at < end; at++) written += text(at);
      element.textContent = written;
      element.className = owner < 0 ? 'hd' : owner % 2 === 0 ? 'pa' : 'pa odd';
      if (owner >= 0) element.dataset['owner'] = String(owner);
      if (this.marked !== null && isIn(start, this.marked)) element.classList.add('hi');
      return element;
    });
  }
}
