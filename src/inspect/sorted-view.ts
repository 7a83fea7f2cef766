import { countUpTo } from '../bytes/sorted.js';
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

/** Sorted rows that are still there, and their positions among all that were sorted (null: all are there). */
interface There extends SortedRows {
  readonly positions: Uint32Array | null;
}

const thereOf = ({ rows, keyed }: SortedRows, positions: Uint32Array): There => ({
  rows: positions.map((position) => rows[position] as number),
  keyed: countUpTo(positions, positions.length, keyed - 1),
  positions,
});

/**
 * The rows of a view in another order. It takes 4 bytes a row (12 if some were dropped), and is sorted again when the view has twice as
 * many as are left, or has come to its end. Until then rows stay where they are, also those that were dropped.
 */
export class SortedView {
  readonly order: ViewOrder;
  private readonly view: View;
  private readonly index: CaptureIndex;
  /** How many times it was sorted. */
  sortings = 0;
  private sorted: SortedRows = { rows: new Uint32Array(), keyed: 0 };
  private there: There = { ...this.sorted, positions: null };
  private key: SortKey = () => Number.NaN;
  private isSorting = false;
  /** The first row of the capture when it was last found which ones are there. */
  private first = 0;

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
    return this.count === this.view.count - this.view.first;
  }

  /** Sorts what has come, if it is much or all. */
  async update(): Promise<void> {
    this.findDropped();
    const { view, index } = this;
    const count = this.there.rows.length;
    const isWhole = view.isSearched && index.isComplete;
    if (this.isSorting || this.isSorted || (!isWhole && view.count - view.first < 2 * count)) return;
    this.isSorting = true;
    try {
      const { first } = index.kept;
      const key = sortKey(index, this.order.field);
      this.sorted = await sortRows(view.rows(), { key, isDown: this.order.isDown });
      this.there = { ...this.sorted, positions: null };
      this.key = key;
      this.first = first;
      this.sortings++;
    } finally {
      this.isSorting = false;
    }
  }

  /** Finds the rows that are still there, if some were dropped since. */
  private findDropped(): void {
    const { first } = this.index.kept;
    if (first === this.first) return;
    this.first = first;
    const { rows } = this.sorted;
    const positions = new Uint32Array(rows.length);
    let end = 0;
    for (let position = 0; position < rows.length; position++)
      if ((rows[position] as number) >= first) positions[end++] = position;
    this.there = thereOf(this.sorted, positions.slice(0, end));
  }

  /** The row at a position; -1 if there is none. */
  at(position: number): number {
    return this.sorted.rows[position] ?? -1;
  }

  /** The position of a row, or where it would be; at most `count`. */
  positionOf(row: number): number {
    const { rows, keyed, positions } = this.there;
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
    return positions === null ? low : (positions[low] ?? this.count);
  }
}
