import type { ListedEvent, RowsAnswer, ViewInfo } from '../../src/web/protocol.js';
import { get, isAborted } from '../api/client.js';

const PAGE = 256;
/** The events of a sorted view are anywhere in the capture: each has a price. */
const SORTED_PAGE = 64;
const KEPT_PAGES = 64;
/** How long the list rests before the next page is fetched ahead, in ms. */
const REST = 80;
/** As many as are in sight at most, when a list goes with its end. */
const LAST_ROWS = 100;
/** How long a place far from the last one stays before its page is fetched, in ms: a dragged scroll bar passes many. */
const FLIGHT = 40;

/** What is fetched of each event. */
interface RowsWanted {
  readonly fields: readonly string[];
  /** The number of the rules that colour them. */
  readonly colours: number;
}

interface Page {
  /** Null for those that were dropped. */
  events: readonly (ListedEvent | null)[];
  /** Set while the page is on its way. */
  fetching: AbortController | null;
  /** When it comes, or does not. */
  arrival?: Promise<void>;
}

/** The events from a position on: null for those that were dropped. */
function withDropped(begin: number, { from, events, dropped = [] }: RowsAnswer): readonly (ListedEvent | null)[] {
  const all: (ListedEvent | null)[] = Array<null>(from - begin).fill(null);
  const missing = new Set(dropped);
  for (const event of events) {
    while (missing.delete(begin + all.length)) all.push(null);
    all.push(event);
  }
  return [...all, ...Array<null>(missing.size).fill(null)];
}

/** Events of a view by position, fetched in pages around what is shown. */
export class RowPages {
  private pages = new Map<number, Page>();
  private viewId = -1;
  /** Events in a page. */
  private size = PAGE;
  private fields: readonly string[] = [];
  private colours = 0;
  private count = 0;
  private sortings: number | undefined;
  private rest: ReturnType<typeof setTimeout> | undefined;
  private lastFirst = 0;
  /** First and last page that the list is about to show. */
  private ahead: readonly [number, number] = [0, -1];
  private readonly arrived: () => void;
  private readonly failed: (error: unknown) => void;

  /** `arrived` is called when more events are known, `failed` with errors of requests. */
  constructor(arrived: () => void, failed: (error: unknown) => void) {
    this.arrived = arrived;
    this.failed = failed;
  }

  /** Fields whose cells are fetched, in their order. */
  get cellFields(): readonly string[] {
    return this.fields;
  }

  /** Says what to fetch. Growth of the same view keeps what is there, unless it is sorted: then others may be anywhere. */
  setView({ id: viewId, count, sort, sortings }: ViewInfo, { fields, colours }: RowsWanted): void {
    const isGrown = sort !== null && (count !== this.count || sortings !== this.sortings);
    const isLike = fields.join() === this.fields.join() && colours === this.colours;
    const isSame = viewId === this.viewId && isLike && !isGrown;
    this.size = sort === null ? PAGE : SORTED_PAGE;
    this.viewId = viewId;
    this.count = count;
    this.sortings = sortings;
    this.fields = fields;
    this.colours = colours;
    if (isSame) return;
    for (const page of this.pages.values()) page.fetching?.abort();
    this.pages = new Map();
  }

  /** The event at a position; null while it is on its way. */
  at(position: number): ListedEvent | null {
    return this.pages.get(Math.floor(position / this.size))?.events[position % this.size] ?? null;
  }

  /** Whether the event at a position was dropped. */
  isDropped(position: number): boolean {
    return this.pages.get(Math.floor(position / this.size))?.events[position % this.size] === null;
  }

  /** Fetches what is missing from `first` up to `last`, and gives up what is elsewhere. */
  need(first: number, last: number): void {
    const from = Math.floor(first / this.size);
    const to = Math.floor(Math.max(first, last) / this.size);
    const isFlying = Math.abs(first - this.lastFirst) > this.size;
    const ahead = first < this.lastFirst ? from - 1 : to + 1;
    this.lastFirst = first;
    this.abandon(from - 1, to + 1);
    clearTimeout(this.rest);
    if (isFlying) {
      this.rest = setTimeout(() => this.need(first, last), FLIGHT);
      return;
    }
    for (let index = from; index <= to; index++) this.fetchMissing(index);
    this.rest = setTimeout(() => this.fetchMissing(ahead), REST);
  }

  private abandon(from: number, to: number): void {
    for (const [index, page] of this.pages) {
      if (page.fetching === null || (index >= from && index <= to)) continue;
      if (index >= this.ahead[0] && index <= this.ahead[1]) continue;
      page.fetching.abort();
      page.fetching = null;
      if (page.events.length === 0) this.pages.delete(index);
    }
  }

  private fetchMissing(index: number): void {
    const wanted = Math.min(this.size, this.count - index * this.size);
    if (index < 0 || wanted <= 0) return;
    const page = this.pages.get(index) ?? { events: [], fetching: null };
    // what is used last is forgotten last
    this.pages.delete(index);
    this.pages.set(index, page);
    if (page.events.length >= wanted || page.fetching !== null) return;
    page.fetching = new AbortController();
    page.arrival = this.fetch(index, page, page.fetching);
    this.forget();
  }

  /** Fetches the last rows of a view that has grown, before the list goes there. */
  async fetchEnd(count: number): Promise<void> {
    this.count = Math.max(this.count, count);
    const last = Math.floor(Math.max(0, count - 1) / PAGE);
    const from = Math.floor(Math.max(0, count - LAST_ROWS) / PAGE);
    this.ahead = [from, last];
    for (let index = from; index <= last; index++) {
      this.fetchMissing(index);
      await this.pages.get(index)?.arrival;
    }
  }

  private async fetch(index: number, page: Page, fetching: AbortController): Promise<void> {
    const colours = this.colours === 0 ? '' : `&colours=${this.colours}`;
    const query = `from=${index * this.size}&count=${this.size}&fields=${encodeURIComponent(this.fields.join(','))}${colours}`;
    try {
      const answer = await get<RowsAnswer>(`/api/views/${this.viewId}/rows?${query}`, fetching.signal);
      if (answer.sortings !== this.sortings) {
        // sorted anew meanwhile: the view will say so
        page.fetching = null;
        return;
      }
      page.events = withDropped(index * this.size, answer);
      page.fetching = null;
      this.arrived();
    } catch (error) {
      if (isAborted(error)) return;
      page.fetching = null;
      this.failed(error);
    }
  }

  private forget(): void {
    for (const index of this.pages.keys()) {
      if (this.pages.size <= KEPT_PAGES) return;
      this.pages.get(index)?.fetching?.abort();
      this.pages.delete(index);
    }
  }
}
