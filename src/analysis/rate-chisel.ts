// HOT: once per counted event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import { WIDE_ZERO } from '../bytes/int64.js';
import { bufferLength } from '../fields/evt.js';
import { renderClock, secondsOf } from '../render/clock.js';
import { EF } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import type { Chisel, ChiselContext, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';
import { humanBytes } from './units.js';

const WIDTH = 10;

/** Bytes moved in each second, a line a second; all of a chisel is in its row. */
export interface RateRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** The events that count. */
  readonly filter: ChiselFilter;
}

/** The chisel that a row describes. */
export function rateChisel(row: RateRow): Chisel {
  const { name, category, summary, description } = row;
  return { name, category, summary, description, args: [], start: (_, context) => startRate(row, context) };
}

/** What was moved in the second at hand. */
class Rate {
  private second = WIDE_ZERO;
  private read = WIDE_ZERO;
  private written = WIDE_ZERO;
  private readonly isJson: boolean;

  constructor(isJson: boolean) {
    this.isJson = isJson;
  }

  add({ view }: Evt, bytes: number, out: ByteText): void {
    const second = secondsOf(view.tsHi, view.tsLo);
    if (second > this.second) {
      this.tell(out);
      this.second = second;
    }
    if (((view.def?.flags ?? 0) & EF.READS_FROM_FD) !== 0) this.read += bytes;
    else this.written += bytes;
  }

  /** Adds the line of the second at hand, if there was anything in it. */
  // COLD: once per second of a capture
  tell(out: ByteText): void {
    const { second, read, written } = this;
    if (read + written > 0)
      out.addText(
        this.isJson
          ? `{"evt.rawtime.s":${second},"in":${read},"out":${written},"bytes":${read + written}}\n`
          : `${[renderClock(second), ...[read, written, read + written].map((bytes) => humanBytes(bytes).padEnd(WIDTH))].join('  ').trimEnd()}\n`,
      );
    this.read = WIDE_ZERO;
    this.written = WIDE_ZERO;
  }
}

function startRate({ filter }: RateRow, { isJson }: ChiselContext): ChiselRun {
  const rate = new Rate(isJson);
  return {
    filter: chiselFilter(filter),
    heading: ['Time    ', 'In'.padEnd(WIDTH), 'Out'.padEnd(WIDTH), 'Total'].join('  '),
    take: (evt, out) => {
      const bytes = bufferLength(evt);
      if (bytes !== null) rate.add(evt, bytes, out);
    },
    report: { schedule: 'end', write: (out) => rate.tell(out) },
  };
}
