// HOT: once per counted event. No bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { latency } from '../fields/evt-time.js';
import type { Evt } from '../state/evt.js';
import type { Chisel, ChiselContext, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';
import { columnHeadings, compileColumnLine, type EventColumn } from './event-columns.js';
import { RULE } from './table-text.js';

const TOP = 10;

/** A call, as it is told. */
interface SlowCall {
  readonly latency: number;
  readonly line: string;
}

/** A table of the calls that took longest; all of a chisel is in its row. */
export interface SlowestRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** The calls that are compared. */
  readonly filter: ChiselFilter;
  readonly columns: readonly EventColumn[];
}

/** The chisel that a row describes. */
export function slowestChisel(row: SlowestRow): Chisel {
  const { name, category, summary, description } = row;
  return { name, category, summary, description, args: [], start: (_, context) => startSlowest(row, context) };
}

/** Keeps the longest calls, longest first; of two that took as long the first one. */
class Slowest {
  readonly calls: SlowCall[] = [];
  private readonly write: (evt: Evt, out: ByteText) => void;
  private readonly line = new ByteText();

  constructor(write: (evt: Evt, out: ByteText) => void) {
    this.write = write;
  }

  add(evt: Evt): void {
    const { calls } = this;
    const ns = latency(evt);
    if (ns === 0 || (calls.length === TOP && ns <= (calls[TOP - 1] as SlowCall).latency)) return;
    this.line.length = 0;
    this.write(evt, this.line);
    let at = calls.length;
    while (at > 0 && (calls[at - 1] as SlowCall).latency < ns) at--;
    calls.splice(at, 0, { latency: ns, line: this.line.toText() });
    if (calls.length > TOP) calls.pop();
  }
}

function startSlowest({ filter, columns }: SlowestRow, context: ChiselContext): ChiselRun {
  const slowest = new Slowest(compileColumnLine(columns, context));
  const head = context.isJson ? '' : `${columnHeadings(columns)}\n${RULE}\n`;
  return {
    filter: chiselFilter(filter),
    heading: null,
    take: (evt) => slowest.add(evt),
    report: {
      schedule: 'interval',
      // COLD: once per report
      write: (out) => {
        out.addText(head);
        for (const { line } of slowest.calls) out.addText(line);
        slowest.calls.length = 0;
      },
    },
  };
}
