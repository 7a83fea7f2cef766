// HOT: once per value that is wide. No bigint, try, spread or iterator here.
const FIRST_ROOM = 64;

/** Values of the few rows that do not fit into a column, in the order of rows. */
export class WideValues {
  private rows = new Uint32Array(FIRST_ROOM);
  private values = new Float64Array(FIRST_ROOM);
  private count = 0;

  /** Adds the value of a row; rows come in ascending order. */
  add(row: number, value: number): void {
    if (this.count === this.rows.length) this.grow();
    this.rows[this.count] = row;
    this.values[this.count++] = value;
  }

  /** The value of the last row that is not after `row`; NaN if there is none. */
  at(row: number): number {
    const { rows, values } = this;
    let from = 0;
    let to = this.count;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((rows[middle] as number) <= row) from = middle + 1;
      else to = middle;
    }
    return from === 0 ? Number.NaN : (values[from - 1] as number);
  }

  /** Bytes of memory taken. */
  get bytes(): number {
    return this.rows.byteLength + this.values.byteLength;
  }

  private grow(): void {
    const { rows, values } = this;
    this.rows = new Uint32Array(2 * rows.length);
    this.rows.set(rows);
    this.values = new Float64Array(2 * values.length);
    this.values.set(values);
  }
}
