// HOT: once per counted event. No allocation, bigint, try, spread or iterator here.
import { WIDE_ZERO } from '../bytes/int64.js';
import { bufferLength } from '../fields/evt.js';
import type { AddRow, Column, Row } from '../output/rows/column.js';
import { secondsOf } from '../render/clock.js';
import { EF } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import type { Chisel, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';

/** Bytes transferred in each second, a row for each second. */
export interface RateRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** The events that count. */
  readonly filter: ChiselFilter;
}

const COLUMNS: readonly Column[] = [
  { name: 'evt.rawtime.s', heading: 'Time', type: 'second', width: 8 },
  { name: 'in', heading: 'In', type: 'bytes', width: 10 },
  { name: 'out', heading: 'Out', type: 'bytes', width: 10 },
  { name: 'bytes', heading: 'Total', type: 'bytes' },
];

/** The chisel of a row. */
export function rateChisel(row: RateRow): Chisel {
  const { name, category, summary, description } = row;
  return { name, category, summary, description, args: [], start: () => startRate(row) };
}

/** What was transferred in the current second. */
class Rate {
  private second = WIDE_ZERO;
  private read = WIDE_ZERO;
  private written = WIDE_ZERO;

  add({ view }: Evt, bytes: number, add: AddRow): void {
    const second = secondsOf(view.tsHi, view.tsLo);
    if (second > this.second) {
      const row = this.take();
      if (row !== null) add(row);
      this.second = second;
    }
    if (((view.def?.flags ?? 0) & EF.READS_FROM_FD) !== 0) this.read += bytes;
    else this.written += bytes;
  }

  /** The row of the current second, which is empty afterwards; null if nothing was transferred. */
  take(): Row | null {
    const { second, read, written } = this;
    this.read = WIDE_ZERO;
    this.written = WIDE_ZERO;
    // + 0: a row has no negative zero, as WIDE_ZERO is
    return read + written > 0 ? [second, read + 0, written + 0, read + written] : null;
  }
}

function startRate({ filter }: RateRow): ChiselRun {
  const rate = new Rate();
  return {
    kind: 'rows',
    filter: chiselFilter(filter),
    form: { columns: COLUMNS, layout: { kind: 'columns', hasRule: false } },
    take: (evt, add) => {
      const bytes = bufferLength(evt);
      if (bytes !== null) rate.add(evt, bytes, add);
    },
    report: {
      schedule: 'end',
      make: () => {
        const row = rate.take();
        return { rows: row === null ? [] : [row] };
      },
    },
  };
}
