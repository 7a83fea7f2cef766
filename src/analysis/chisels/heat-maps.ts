import { latency } from '../../fields/evt-time.js';
import { nanosOf } from '../../render/clock.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { EventColumns } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import { READS_NOTHING } from '../../state/subject-reads.js';
import type { Chisel, ChiselArg, ChiselRun } from '../chisel.js';
import { wholeNumberOf } from '../chisel-args.js';
import { type ChiselFilter, chiselFilter } from '../chisel-filter.js';
import { HEAT_COLUMNS, type HeatAxis, HeatMap, LATENCY_AXIS, SECOND_AXIS } from '../heat-map.js';

const MS = 1e6;
const INTERVAL = { what: 'an interval in ms', min: 10, max: 3_600_000 };
const DEFAULT_INTERVAL = '1000';

/** What a map counts. */
interface MapParts {
  readonly filter: ChiselFilter;
  readonly axis: HeatAxis;
  readonly measure: (evt: Evt) => number;
  /** The same for a row of columns. */
  readonly ofColumns: (columns: EventColumns, row: number) => number;
  /** The time of a row, in ms. */
  readonly interval: number;
}

function startMap({ filter, axis, measure, ofColumns, interval }: MapParts): ChiselRun {
  const map = new HeatMap(axis, interval * MS);
  const scale = { labels: axis.labels, interval: interval * MS };
  const time = { tsHi: 0, tsLo: 0 };
  return {
    kind: 'rows',
    filter: chiselFilter(filter),
    form: { columns: HEAT_COLUMNS, layout: { kind: 'heat', scale } },
    take: (evt, add) => map.add(measure(evt), evt.view, add),
    columns: {
      types: COLUMN_TYPES,
      reads: READS_NOTHING,
      assign: () => undefined,
      take: (columns, add) => {
        for (let row = 0; row < columns.count; row++) {
          time.tsHi = columns.tsHi(row);
          time.tsLo = columns.tsLo(row);
          map.add(ofColumns(columns, row), time, add);
        }
      },
    },
    report: { schedule: 'end', make: () => ({ rows: map.end() }) },
  };
}

const offsetInSecond = ({ view }: Evt): number => nanosOf(view.tsHi, view.tsLo);
const offsetOf = (columns: EventColumns, row: number): number => nanosOf(columns.tsHi(row), columns.tsLo(row));
const latencyOf = ({ latencies }: EventColumns, row: number): number => latencies[row] as number;

const INTERVAL_ARG: ChiselArg = { name: 'INTERVAL', description: 'ms in a row (1000)', isOptional: true };

/** Heat maps of when calls return and how long they take. */
export const HEAT_MAPS: readonly Chisel[] = [
  {
    name: 'spectrogram',
    category: 'CPU Usage',
    summary: 'latencies of calls as a heat map',
    description:
      'Prints a row of a heat map each second: how many system calls took how long, from nanoseconds on the left to seconds on the right. The filter "not evt.waits_for exists" leaves out calls that wait on purpose.',
    args: [INTERVAL_ARG],
    start: ([text = DEFAULT_INTERVAL]) => {
      const interval = wholeNumberOf('spectrogram', text, INTERVAL);
      return startMap({
        filter: 'evt.dir=< and evt.latency>0',
        axis: LATENCY_AXIS,
        measure: latency,
        ofColumns: latencyOf,
        interval,
      });
    },
  },
  {
    name: 'subsecoffset',
    takesAnyEvent: true,
    category: 'CPU Usage',
    summary: 'when within seconds events happen, as a heat map',
    description:
      'Prints a row of a heat map each second: how many events happened in each hundredth of it. Periodic events make columns.',
    args: [],
    start: () =>
      startMap({ filter: null, axis: SECOND_AXIS, measure: offsetInSecond, ofColumns: offsetOf, interval: 1000 }),
  },
];
