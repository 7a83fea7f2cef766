import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { firstRowWhere } from './row-edges.js';

/** Finds the rows of events by their numbers, which come in order; the index may have them only later. */
export class FoundRows {
  private readonly kept: KeptColumns;
  private readonly add: (row: number) => void;
  /** Numbers of events that the index does not have yet. */
  private ahead: number[] = [];
  /** The row that was found last. */
  private row = 0;
  /** Number of the event that was found last. */
  private last = 0;
  /** Number of the last event that was searched. */
  private passed = 0;

  /** `add` gets the rows, in order. */
  constructor(kept: KeptColumns, add: (row: number) => void) {
    this.kept = kept;
    this.add = add;
  }

  /** Takes an event; what came before is not found again. */
  find(num: number): void {
    if (num <= this.last) return;
    this.last = num;
    if (this.ahead.length > 0 || !this.isKnown(num)) this.ahead.push(num);
    else this.addRow(num);
  }

  private isKnown(num: number): boolean {
    const { kept } = this;
    return kept.count > 0 && kept.num(kept.count - 1) >= num;
  }

  private addRow(num: number): void {
    const { kept, add } = this;
    this.row = Math.max(this.row, kept.first);
    // it was dropped meanwhile
    if (kept.num(this.row) > num) return;
    while (kept.num(this.row) < num) this.row++;
    add(this.row);
  }

  /** Notes that all events up to one were searched. */
  pass(num: number): void {
    this.passed = Math.max(this.passed, num);
  }

  /** The first row that was not searched. */
  get reached(): number {
    const { kept, passed } = this;
    return firstRowWhere(kept, (row) => kept.num(row) > passed);
  }

  /** Adds the rows that the index has by now. */
  update(): void {
    let known = 0;
    while (known < this.ahead.length && this.isKnown(this.ahead[known] as number))
      this.addRow(this.ahead[known++] as number);
    if (known > 0) this.ahead = this.ahead.slice(known);
  }
}
