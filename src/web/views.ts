import type { SortedView, ViewOrder } from '../inspect/sorted-view.js';
import type { View } from '../inspect/view.js';
import { RequestError } from './route.js';

/** Views that are kept: the one that was used least recently is forgotten. */
export const MAX_VIEWS = 32;
/** Rows of all views that are sorted: 100 MB. */
const MAX_SORTED = 25_000_000;

/** A view that a page has opened. */
export interface OpenView {
  readonly view: View;
  /** Its rows in another order; null for that of the capture. */
  readonly sorted: SortedView | null;
}

const isSame = (a: ViewOrder | null, b: ViewOrder | null): boolean => a?.field === b?.field && a?.isDown === b?.isDown;

/** The views of a capture that pages have opened. */
export class Views {
  /** The one that was used last is the last. */
  private readonly byId = new Map<number, OpenView>();
  private count = 0;

  /** Keeps a view; returns its number. */
  add(view: OpenView): number {
    const [oldest] = this.byId.keys();
    if (this.byId.size >= MAX_VIEWS && oldest !== undefined) this.forget(oldest);
    const id = ++this.count;
    this.byId.set(id, view);
    this.forgetSorted(id);
    return id;
  }

  private forget(id: number): void {
    const forgotten = this.byId.get(id)?.view;
    this.byId.delete(id);
    // another order of the same events goes on
    for (const { view } of this.byId.values()) if (view === forgotten) return;
    forgotten?.close();
  }

  /** Forgets sorted views but one while they take too much memory. */
  private forgetSorted(kept: number): void {
    let rows = 0;
    for (const [id, { view, sorted }] of [...this.byId].reverse()) {
      if (sorted === null) continue;
      rows += view.count;
      if (rows > MAX_SORTED && id !== kept) this.forget(id);
    }
  }

  /** The number of a view with a filter and an order; undefined if there is none. */
  find(text: string, order: ViewOrder | null): number | undefined {
    for (const [id, { view, sorted }] of this.byId)
      if (view.text === text && view.problem === null && isSame(sorted?.order ?? null, order)) return id;
    return undefined;
  }

  /** A view, up to date. Throws RequestError 404. */
  of(id: number): OpenView {
    const view = this.byId.get(id);
    if (view === undefined) throw new RequestError(404, 'this view is no longer there');
    this.byId.delete(id);
    this.byId.set(id, view);
    view.view.update();
    return view;
  }
}
