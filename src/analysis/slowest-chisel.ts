// HOT: once per counted event. No bigint, try, spread or iterator here.
import { latency } from '../fields/evt-time.js';
import type { Row } from '../output/rows/column.js';
import { fieldColumn } from '../output/rows/field-column.js';
import type { EventColumn } from '../output/rows/form.js';
import type { Evt } from '../state/evt.js';
import type { Chisel, ChiselContext, ChiselRun } from './chisel.js';
import { type ChiselFilter, chiselFilter } from './chisel-filter.js';

const TOP = 10;

/** A call and its row. */
interface SlowCall {
  readonly latency: number;
  readonly row: Row;
}

/** A table of the calls that took longest. */
export interface SlowestRow extends Pick<Chisel, 'name' | 'category' | 'summary' | 'description'> {
  /** The calls that are compared. */
  readonly filter: ChiselFilter;
  readonly columns: readonly EventColumn[];
}

/** The chisel of a row. */
export function slowestChisel(row: SlowestRow): Chisel {
  const { name, category, summary, description } = row;
  return { name, category, summary, description, args: [], start: (_, context) => startSlowest(row, context) };
}

/** Keeps the longest calls, longest first; of two that took as long, the first one. */
class Slowest {
  readonly calls: SlowCall[] = [];
  private readonly rowOf: (evt: Evt) => Row;

  constructor(rowOf: (evt: Evt) => Row) {
    this.rowOf = rowOf;
  }

  add(evt: Evt): void {
    const { calls } = this;
    const ns = latency(evt);
    if (ns === 0 || (calls.length === TOP && ns <= (calls[TOP - 1] as SlowCall).latency)) return;
    let at = calls.length;
    while (at > 0 && (calls[at - 1] as SlowCall).latency < ns) at--;
    calls.splice(at, 0, { latency: ns, row: this.rowOf(evt) });
    if (calls.length > TOP) calls.pop();
  }
}

function startSlowest({ filter, columns: fields }: SlowestRow, { fields: context }: ChiselContext): ChiselRun {
  const found = fields.map((field) => fieldColumn(field, context));
  const slowest = new Slowest((evt) => found.map(({ read }) => read(evt)));
  const columns = found.map(({ column }) => column);
  return {
    kind: 'rows',
    filter: chiselFilter(filter),
    form: { columns, members: columns.map(({ name }) => name).sort(), layout: { kind: 'columns', hasRule: true } },
    take: (evt) => slowest.add(evt),
    report: {
      schedule: 'interval',
      make: () => {
        const rows = slowest.calls.map(({ row }) => row);
        slowest.calls.length = 0;
        return { rows };
      },
    },
  };
}
