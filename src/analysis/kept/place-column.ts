// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { Place } from '../../bytes/place.js';
import type { EventColumns } from '../../state/event-columns.js';
import type { PackedSteps } from '../../state/row-packer.js';
import { StepColumn } from './step-column.js';
import { WideValues } from './wide-values.js';

/** Index of the file of events that are in none. */
const NO_FILE = -1;

/** Places by row. */
export class PlaceColumn {
  private count = 0;
  readonly offsets: StepColumn;
  /** The index of a file, at the first of the rows in a row that are in it. */
  private readonly files = new WideValues();
  private readonly names: string[] = [];
  private file = NO_FILE;

  constructor(store: PackedSteps) {
    this.offsets = new StepColumn(store);
  }

  /** Adds the place of the next row: `offset` in the file that was entered last. */
  add(offset: number): void {
    this.offsets.add(offset);
    this.count++;
  }

  /** Counts rows that have been packed by others, in the file that was entered last. */
  noteAdded(rows: number): void {
    this.offsets.noteAdded(rows);
    this.count += rows;
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

  /** Frees the memory of rows before another one. */
  drop(row: number): void {
    this.offsets.drop(row);
    this.files.drop(row);
  }

  /** Bytes of memory that it takes. */
  get bytes(): number {
    return this.offsets.bytes + this.files.bytes;
  }
}

/** What offsets in the file are beyond those in memory, by the place of the first row; NaN if the rows are not one run in both. */
export function distanceInFile(columns: EventColumns, first: Place | undefined): number {
  const { count, at } = columns;
  const last = columns.place(count - 1);
  const inMemory = (at[count - 1] as number) - (at[0] as number);
  const isOneRun = first?.file === last?.file && (last?.offset ?? inMemory) - (first?.offset ?? 0) === inMemory;
  return isOneRun ? (first?.offset ?? 0) - (at[0] as number) : Number.NaN;
}
