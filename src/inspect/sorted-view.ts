import type { CaptureIndex } from './capture-index.js';
import { type SortKey, sortKey } from './sort-keys.js';
import { type SortedRows, sortRows } from './sort-rows.js';
import type { View } from './view.js';

/** How a view is sorted. */
export interface ViewOrder {
  /** One of SORTABLE. */
  readonly field: string;
  readonly isDown: boolean;
}

/** The rows of a view in another order. It takes 4 bytes a row, and is sorted again when the view has grown to twice as much, or its end. */
export class SortedView {
  readonly order: ViewOrder;
  private readonly view: View;
  private readonly index: CaptureIndex;
  private sorted: SortedRows = { rows: new Uint32Array(), keyed: 0 };
  private key: SortKey = () => Number.NaN;
  private isSorting = false;

  constructor(view: View, index: CaptureIndex, order: ViewOrder) {
    this.view = view;
    this.index = index;
    this.order = order;
  }

  /** Rows that are sorted. */
  get count(): number {
    return this.sorted.rows.length;
  }

  /** Whether these are all rows of the view by now. */
  get isSorted(): boolean {
    return this.count === this.view.count;
  }

  /** Sorts what has come, if it is much or all. */
  async update(): Promise<void> {
    const { view, count, index } = this;
    const isWhole = view.isSearched && index.isComplete;
    if (this.isSorting || this.isSorted || (!isWhole && view.count < 2 * count)) return;
    this.isSorting = true;
    try {
      const key = sortKey(index, this.order.field);
      this.sorted = await sortRows(view.rows(), { key, isDown: this.order.isDown });
      this.key = key;
    } finally {
      this.isSorting = false;
    }
  }

  /** The row at a position; -1 if there is none. */
  at(position: number): number {
    return this.sorted.rows[position] ?? -1;
  }

  /** The position of a row, or where it would be; at most `count`. */
  positionOf(row: number): number {
    const { rows, keyed } = this.sorted;
    const own = this.key(row);
    const isKeyed = !Number.isNaN(own);
    const sign = this.order.isDown ? -1 : 1;
    const isBefore = (other: number): boolean => {
      const distance = isKeyed ? sign * (this.key(other) - own) : 0;
      return distance === 0 ? other < row : distance < 0;
    };
    let [low, high] = isKeyed ? [0, keyed] : [keyed, rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(rows[middle] as number)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
