import { toByteString } from '../bytes/text.js';
import type { Column, Row } from '../output/rows/column.js';
import type { Chisel, ChiselContext, ChiselRun } from './chisel.js';
import { chiselFilter } from './chisel-filter.js';
import type { KeyField } from './key-column.js';
import { keyColumns, keyNames, keyValues } from './keys.js';
import { reportTimes } from './report-times.js';
import { runningCalls } from './running-calls.js';
import { type Timing, TimingGroups } from './timing-groups.js';

/** Calls that returned, and whose begin is in the capture. */
const FILTER = 'evt.dir=< and syscall.type exists and evt.latency > 0';
const CALL = 'syscall.type';
/** Calls that wait on purpose are counted apart. */
const WAITS: KeyField = { heading: 'Waits for', field: 'evt.waits_for', mayLack: true };

/** Ends of the bars: powers of ten from 1 us to 10 s. */
const LIMITS: readonly number[] = Array.from({ length: 8 }, (_, i) => 10 ** (i + 3));
const BARS = [...' ▁▂▃▄▅▆▇█'];

/** A bar for each power of ten. */
function bars(counts: readonly number[]): string {
  const most = Math.max(...counts);
  return counts.map((count) => BARS[Math.ceil((count / most) * (BARS.length - 1))]).join('');
}

const COLUMNS: readonly Column[] = [
  { name: 'calls', heading: 'Calls', type: 'count' },
  { name: 'errors', heading: 'Errors', type: 'count' },
  { name: 'total', heading: 'Total', type: 'duration' },
  { name: 'mean', heading: 'Mean', type: 'duration' },
  { name: 'p50', heading: 'p50', type: 'duration' },
  { name: 'p95', heading: 'p95', type: 'duration' },
  { name: 'p99', heading: 'p99', type: 'duration' },
  { name: 'max', heading: 'Max', type: 'duration' },
];
const BAR_COLUMN: Column = {
  name: 'counts',
  heading: '<1us .. >10s',
  type: 'counts',
  text: (counts) => toByteString(bars(counts as readonly number[])),
};

function numbersOf({ durations, errors }: Timing): Row {
  const { count, total, max } = durations;
  const percentiles = [0.5, 0.95, 0.99].map((share) => durations.percentile(share));
  return [count, errors, total, Math.round(total / count), ...percentiles, max];
}

function startLatency([key = CALL]: readonly string[], context: ChiselContext): ChiselRun {
  const fields: readonly KeyField[] = [
    ...keyNames(key).map((field) => ({ heading: field === CALL ? 'Call' : field, field })),
    WAITS,
  ];
  const keys = keyColumns(fields, context);
  const groups = new TimingGroups(keys);
  const times = reportTimes(context.isLive);
  return {
    kind: 'rows',
    filter: chiselFilter(FILTER),
    form: {
      columns: [...times.columns, ...COLUMNS, BAR_COLUMN, ...keys.map(({ column }) => column)],
      layout: { kind: 'table' },
    },
    take: (evt) => groups.add(evt),
    columns: groups,
    report: {
      schedule: 'interval',
      make: ({ state, elapsed }) => {
        const before = times.of(state);
        const rowOf = (timing: Timing): Row => [
          ...before,
          ...numbersOf(timing),
          timing.durations.below(LIMITS),
          ...keyValues(keys, timing.keys),
        ];
        const rows = groups.sorted().map(rowOf);
        const { others } = groups;
        const report = {
          rows,
          others: others === null ? null : rowOf(others),
          note: runningCalls(state, context),
          elapsed,
        };
        groups.clear();
        return report;
      },
    },
  };
}

/** How long calls take, by any fields. */
export const LATENCY: Chisel = {
  name: 'latency',
  category: 'Performance',
  summary: 'latencies of calls: percentiles, by call or any field',
  description:
    'Shows how many calls returned, how many failed, and how long they took: in all, on average, half of them, 95 and 99 of 100, and the longest; a bar for each power of ten shows how many took less than 1us, less than 10us, and so on. Calls that wait on purpose are counted apart. Calls that began before the capture do not count; those that have not returned at its end are named below.',
  args: [
    {
      name: 'KEY',
      description: 'field to group by, as proc.name; several with commas between (syscall.type)',
      isOptional: true,
    },
  ],
  start: startLatency,
};
