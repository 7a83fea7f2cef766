// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { Place } from '../../bytes/place.js';
import type { EventColumns } from '../../state/event-columns.js';
import { StepColumn } from './step-column.js';
import { WideValues } from './wide-values.js';

/** Index of the file of events that are in none. */
const NO_FILE = -1;

/** Places by row. */
export class PlaceColumn {
  private count = 0;
  private readonly offsets = new StepColumn();
  /** The index of a file, at the first of the rows in a row that are in it. */
  private readonly files = new WideValues();
  private readonly names: string[] = [];
  private file = NO_FILE;

  /** Adds the place of the next row: `offset` in the file that was entered last. */
  add(offset: number): void {
    this.offsets.add(offset);
    this.count++;
  }

  /** Adds the places of the next rows; `scratch` has room for them. */
  addAll(columns: EventColumns, scratch: Float64Array): void {
    const { count, at } = columns;
    const first = columns.place(0);
    this.enter(first);
    if (!isOneRun(columns, first)) {
      this.addEach(columns);
      return;
    }
    const from = (first?.offset ?? 0) - (at[0] as number);
    for (let row = 0; row < count; row++) scratch[row] = from + (at[row] as number);
    this.offsets.addAll(scratch, count);
    this.count += count;
  }

  private addEach(columns: EventColumns): void {
    for (let row = 0; row < columns.count; row++) {
      const place = columns.place(row);
      this.enter(place);
      this.add(place?.offset ?? 0);
    }
  }

  /** Enters the file of a place, in which the next rows are; undefined: they are in none. */
  enter(place: Place | undefined): void {
    if (place?.file === this.names[this.file]) return;
    this.file = place === undefined ? NO_FILE : this.indexOf(place.file);
    this.files.add(this.count, this.file);
  }

  private indexOf(name: string): number {
    const index = this.names.indexOf(name);
    return index < 0 ? this.names.push(name) - 1 : index;
  }

  /** The place of a row; undefined if its event is in no file. */
  at(row: number): Place | undefined {
    const file = this.names[this.files.at(row)];
    return file === undefined ? undefined : { file, offset: this.offsets.at(row) };
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.offsets.bytes + this.files.bytes;
  }
}

/** Whether the rows are in their file as they are in memory, the first one at a place. */
function isOneRun(columns: EventColumns, first: Place | undefined): boolean {
  const { count, at } = columns;
  const last = columns.place(count - 1);
  if (first === undefined || last === undefined) return first === last;
  return last.file === first.file && last.offset - first.offset === (at[count - 1] as number) - (at[0] as number);
}
