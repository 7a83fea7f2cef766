import type { ListedEvent } from '../../src/web/protocol.js';
import { GapLines, gapText } from './gap-lines.js';
import type { RowPages } from './row-pages.js';
import { type RowLook, type RowState, RowView } from './row-view.js';
import { GAP, ROW, ScrollPlace } from './scroll-place.js';

/** The elements that the list lives in. */
export interface ListElements {
  /** Scrolls; has the header, the layer and the spacer. */
  readonly scroller: HTMLElement;
  readonly header: HTMLElement;
  /** Stays in the window; has the rows. */
  readonly layer: HTMLElement;
  /** As high as all rows. */
  readonly spacer: HTMLElement;
}

/** What is said about a row. */
export type StateOf = (event: ListedEvent | null, position: number) => RowState;

const LINE = 1;
/** The line before a row that tells a loss. */
const LOST = 'events were lost here';
/** The line before the first row that tells that others were dropped. */
const DROPPED = 'older events were dropped';
/** Instead of an event. */
const COMING = '…';
const GONE = 'dropped';
const WHOLE_PAGE = 2;

/** Draws the rows in sight; everything else about them is elsewhere. */
export class EventList {
  readonly place = new ScrollPlace((position) => this.gapAt(position) !== null);
  /** Shortest gap in ns. */
  gapNs = Number.POSITIVE_INFINITY;
  /** Whether it may go with its end: then it does while the last row is in sight. */
  mayFollow = false;
  private isFollowing = false;
  /** Called after rows were drawn. */
  drawn: () => void = () => undefined;
  private readonly pages: RowPages;
  private readonly elements: ListElements;
  private readonly gaps: GapLines;
  private readonly stateOf: StateOf;
  private rows: RowView[] = [];
  /** The first row that was drawn last, and the place of its view in the pool. */
  private drawnTop = 0;
  private drawnAt = 0;
  private look: RowLook | null = null;
  private barTop = 0;
  private chosenId = '';
  /** Heights of the rows in sight, as they were drawn last. */
  private tops: number[] = [];
  private frame = 0;

  constructor(elements: ListElements, pages: RowPages, stateOf: StateOf) {
    this.elements = elements;
    this.pages = pages;
    this.stateOf = stateOf;
    this.gaps = new GapLines(elements.layer);
    elements.scroller.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    elements.scroller.addEventListener('scroll', () => this.onScroll());
    new ResizeObserver(() => this.onResize()).observe(elements.scroller);
  }

  /** Columns, colours and times of all rows. */
  setLook(look: RowLook): void {
    this.look = look;
    this.elements.scroller.setAttribute('aria-colcount', String(look.fields.length));
    this.invalidate();
  }

  /** Rows in all, and the first one that is there. */
  setCount(count: number, first: number): void {
    this.place.count = count;
    this.place.first = first;
    this.elements.scroller.setAttribute('aria-rowcount', String(count + 1));
    this.place.clamp();
    this.invalidate();
  }

  /** Whether it goes with its end. */
  get follows(): boolean {
    return this.mayFollow && this.isFollowing;
  }

  /** Shows the last row, and goes with it if it may. */
  toEnd(): void {
    this.place.toEnd();
    this.isFollowing = true;
    this.invalidate();
  }

  /** After the user has moved it: whether the last row is in sight decides whether it goes with its end. */
  private moved(): void {
    this.isFollowing = this.place.isAtEnd;
    this.invalidate();
  }

  /** Brings a row into sight. */
  show(position: number, isCentred = false): void {
    this.place.show(position, isCentred);
    this.moved();
  }

  /** Brings a row into the middle. */
  centre(position: number): void {
    this.place.centre(position);
    this.moved();
  }

  /** Shows another row where the first one in sight is. */
  putFirst(position: number): void {
    this.place.top = position;
    this.place.clamp();
    this.invalidate();
  }

  /** The position under a height of the window in pixels; -1 for none. */
  positionAt(clientY: number): number {
    const y = clientY - this.elements.layer.getBoundingClientRect().top;
    for (const [index, position] of this.inSight().entries()) {
      const top = this.tops[index] as number;
      // the line of a gap belongs to the row below it
      if (y < top + ROW) return position;
    }
    return -1;
  }

  /** Draws in the next frame. */
  invalidate(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  private inSight(): number[] {
    return this.tops.map((_, index) => this.place.top + index);
  }

  private gapAt(position: number): string | null {
    if (position > 0 && position === this.place.first) return DROPPED;
    const event = this.pages.at(position);
    if (event?.isAfterLoss === true) return LOST;
    if (position === 0 || this.gapNs === Number.POSITIVE_INFINITY) return null;
    const before = this.pages.at(position - 1);
    return event === null || before === null ? null : gapText(before.time, event.time, this.gapNs);
  }

  private draw(): void {
    this.frame = 0;
    const { place, look } = this;
    if (look === null) return;
    // lines of gaps come with the rows
    if (this.follows) place.toEnd();
    this.growPool();
    this.turnPool();
    const end = Math.min(place.count, place.top + this.rows.length);
    if (end > place.top) this.pages.need(place.top, end - 1);
    this.drawRows(look, end);
    this.setBar();
    this.drawn();
  }

  /** Draws all rows of the pool, also those below the window: hiding one and showing another takes longer than writing both. */
  private drawRows(look: RowLook, end: number): void {
    const { place } = this;
    this.tops = [];
    this.gaps.begin();
    this.chosenId = '';
    let y = -place.offset;
    let position = place.top;
    for (; position < end; position++) {
      const gap = this.gapAt(position);
      if (gap !== null) {
        this.gaps.add(y, gap);
        y += GAP;
      }
      this.drawRow(position, y, look);
      this.tops.push(y);
      y += ROW;
    }
    this.gaps.end();
    this.elements.scroller.setAttribute('aria-activedescendant', this.chosenId);
    for (let unused = position; unused < place.top + this.rows.length; unused++) this.viewOf(unused).hide();
  }

  private drawRow(position: number, y: number, look: RowLook): void {
    const view = this.viewOf(position);
    const event = this.pages.at(position);
    const state = this.stateOf(event, position);
    view.write(position, event, look, this.pages.isDropped(position) ? GONE : COMING);
    view.setState(state);
    view.place(y);
    if (state.isChosen) this.chosenId = view.element.id;
  }

  private viewOf(position: number): RowView {
    return this.rows[(this.drawnAt + position - this.drawnTop) % this.rows.length] as RowView;
  }

  /** Rows that stay in sight keep their views; if none does, views stay where they are: moving them costs as much as writing them. */
  private turnPool(): void {
    const { length } = this.rows;
    const moved = this.place.top - this.drawnTop;
    if (Math.abs(moved) < length) this.drawnAt = (this.drawnAt + moved + length) % length;
    this.drawnTop = this.place.top;
  }

  private growPool(): void {
    const wanted = Math.ceil(this.place.height / ROW) + 2;
    while (this.rows.length < wanted) {
      const view = new RowView(`row-${this.rows.length}`);
      this.rows.push(view);
      this.elements.layer.append(view.element);
    }
  }

  private setBar(): void {
    const { scroller, spacer } = this.elements;
    const height = `${this.place.barHeight - this.place.height}px`;
    if (spacer.style.height !== height) spacer.style.height = height;
    if (this.place.barTop === this.barTop) return;
    this.barTop = this.place.barTop;
    scroller.scrollTop = this.barTop;
  }

  private onScroll(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.elements.scroller;
    if (Math.abs(scrollTop - this.barTop) <= 1) return;
    this.barTop = scrollTop;
    this.place.dragTo(scrollTop);
    this.moved();
    // the browser also moves the bar when there is less room
    if (scrollTop + clientHeight >= scrollHeight - 1) this.isFollowing = true;
  }

  private onWheel(event: WheelEvent): void {
    if (event.ctrlKey) return;
    event.preventDefault();
    const units = { [LINE]: ROW, [WHOLE_PAGE]: this.place.height }[event.deltaMode] ?? 1;
    const isSideways = event.shiftKey && event.deltaX === 0;
    this.elements.scroller.scrollLeft += (isSideways ? event.deltaY : event.deltaX) * units;
    if (isSideways) return;
    this.place.moveBy(Math.round(event.deltaY * units));
    this.moved();
  }

  private onResize(): void {
    const { scroller, header, layer } = this.elements;
    this.place.height = Math.max(0, scroller.clientHeight - header.offsetHeight);
    layer.style.height = `${this.place.height}px`;
    this.place.clamp();
    this.invalidate();
  }
}
