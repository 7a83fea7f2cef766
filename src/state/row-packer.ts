// HOT: once for many rows. No allocation, bigint, try, spread or iterator here.
import { PACKED, PACKED_BASE_ROWS, PACKED_ROWS, PACKED_STEP_COLUMNS, ROWS, SUBJECTS } from '../schema/prefilter.js';
import type { EventColumns } from './event-columns.js';

/** Exports of native/prefilter for packed rows (pack.h): addresses, and the function that packs. */
export interface PackExports {
  readonly packed: WebAssembly.Global;
  readonly packed_bases: WebAssembly.Global;
  readonly packed_last: WebAssembly.Global;
  readonly packed_origin: WebAssembly.Global;
  readonly packed_ids: WebAssembly.Global;
  readonly packed_goes_back: WebAssembly.Global;
  readonly wide_columns: WebAssembly.Global;
  readonly wide_rows: WebAssembly.Global;
  readonly wide_values: WebAssembly.Global;
  readonly wide_count: WebAssembly.Global;
  readonly pack_rows: (slab: number, row: number, end: number, to: number, from: number) => number;
}

const COLUMNS = Object.keys(PACKED).length;
const BASES = PACKED_ROWS / PACKED_BASE_ROWS;
const WIDE_ROOM = COLUMNS * ROWS;

/** A chunk of PACKED_ROWS numbers: the step from the number before to each, every PACKED_BASE_ROWS-th whole, and the last one. */
export interface PackedSteps {
  readonly steps: Int32Array;
  readonly bases: Float64Array;
  readonly last: Float64Array;
}

/** Is told a value that did not fit: its column (PACKED), and its row in the chunk. */
type TakeWide = (column: number, row: number, value: number) => void;

/** Packs rows of the prefilter, for one keeper of rows, which takes each chunk away when it is full. */
export class RowPacker {
  /** The chunk, by PACKED. */
  readonly columns: readonly Int32Array[];
  readonly offsets: PackedSteps;
  readonly times: PackedSteps;
  /** What times count from, in ns since the epoch: the low and the high half. The keeper sets it. */
  readonly origin: Uint32Array;
  /** By subject of rows: its number for the keeper, which sets it. */
  readonly ids: Uint32Array;
  /** One number, which is not 0 if a row that was packed was before the row before it. */
  readonly goesBack: Uint32Array;
  private readonly wideColumns: Uint8Array;
  private readonly wideRows: Uint32Array;
  private readonly wideValues: Float64Array;
  private readonly wideCount: Uint32Array;
  private readonly packRows: PackExports['pack_rows'];

  constructor(buffer: ArrayBuffer, exports: PackExports) {
    const doubles = ({ value }: WebAssembly.Global, at: number, length: number): Float64Array =>
      new Float64Array(buffer, value + at * length * Float64Array.BYTES_PER_ELEMENT, length);
    this.columns = Object.values(PACKED).map(
      (column) =>
        new Int32Array(buffer, exports.packed.value + column * PACKED_ROWS * Int32Array.BYTES_PER_ELEMENT, PACKED_ROWS),
    );
    const [offsets, times] = Array.from({ length: PACKED_STEP_COLUMNS }, (_, column) => ({
      steps: this.columns[column] as Int32Array,
      bases: doubles(exports.packed_bases, column, BASES),
      last: doubles(exports.packed_last, column, 1),
    })) as [PackedSteps, PackedSteps];
    this.offsets = offsets;
    this.times = times;
    this.origin = new Uint32Array(buffer, exports.packed_origin.value, 2);
    this.ids = new Uint32Array(buffer, exports.packed_ids.value, SUBJECTS);
    this.goesBack = new Uint32Array(buffer, exports.packed_goes_back.value, 1);
    this.wideColumns = new Uint8Array(buffer, exports.wide_columns.value, WIDE_ROOM);
    this.wideRows = new Uint32Array(buffer, exports.wide_rows.value, WIDE_ROOM);
    this.wideValues = doubles(exports.wide_values, 0, WIDE_ROOM);
    this.wideCount = new Uint32Array(buffer, exports.wide_count.value, 1);
    this.packRows = exports.pack_rows;
  }

  /** Whether rows are those of this prefilter. */
  holds({ at }: EventColumns): boolean {
    return at.buffer === this.ids.buffer;
  }

  /**
   * Packs rows from `row` on into the chunk from `to` on, to its end at most; `distance` is what offsets in the file are beyond those
   * in the batch. Returns the first row that is not packed, as its time is more than 52 days from the origin, or for want of room.
   */
  pack(columns: EventColumns, row: number, to: number, distance: number): number {
    return this.packRows(columns.address, row, Math.min(columns.count, row + PACKED_ROWS - to), to, distance);
  }

  /** Tells the values of the rows packed last that did not fit, in ascending order of rows. */
  tellWide(take: TakeWide): void {
    const count = this.wideCount[0] as number;
    for (let i = 0; i < count; i++)
      take(this.wideColumns[i] as number, this.wideRows[i] as number, this.wideValues[i] as number);
  }
}
