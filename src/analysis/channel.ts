// HOT: once per event that passed. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import type { AddRow } from '../output/rows/column.js';
import { eventWriter } from '../output/rows/event-writer.js';
import type { RowContext } from '../output/rows/form.js';
import type { RowWriter } from '../output/rows/row-writer.js';
import { rowWriter } from '../output/rows/write-rows.js';
import type { Evt } from '../state/evt.js';
import type { ChiselReport, ChiselRun, EventRun, Moment, RowRun } from './chisel.js';

/** A chisel at work, and what writes its rows. */
export interface Channel {
  readonly run: ChiselRun;
  /** A line before all rows (byte string); null for none. */
  readonly heading: string | null;
  /** Takes an event that passed the filters; null if no events are needed. */
  readonly take: ((evt: Evt) => void) | null;
  /** Takes the same events by columns; null if it cannot. */
  readonly columns: ColumnConsumer | null;
  /** When it reports, and how; null if it does not. */
  readonly report: (Pick<ChiselReport, 'schedule' | 'awaitsEngines'> & { write(moment: Moment): void }) | null;
}

/** Has the rows of a chisel written to `out`. Throws TextError('FORMAT'). */
export function openChannel(run: ChiselRun, context: RowContext, out: ByteText): Channel {
  return run.kind === 'events' ? eventChannel(run, context, out) : rowChannel(run, context, out);
}

function eventChannel(run: EventRun, context: RowContext, out: ByteText): Channel {
  const { heading, write, columns } = eventWriter(run.form, context);
  const { isRow, hasResults } = run;
  return {
    run,
    heading,
    take: (evt) => {
      if (isRow(evt)) write(evt, out);
    },
    columns: hasResults ? columns(out) : null,
    report: null,
  };
}

function rowChannel(run: RowRun, context: RowContext, out: ByteText): Channel {
  const writer = rowWriter(run.form, context);
  const { take } = run;
  const add: AddRow = (row) => writer.row(out, row);
  return {
    run,
    heading: writer.heading,
    take: take === null ? null : (evt) => take(evt, add),
    columns: columnsOf(run, add),
    report: run.report === null ? null : writtenReport(run.report, writer, out),
  };
}

function columnsOf({ columns = null }: RowRun, add: AddRow): ColumnConsumer | null {
  if (columns === null) return null;
  return {
    types: columns.types,
    reads: columns.reads,
    assign: (subject, evt) => columns.assign(subject, evt),
    take: (taken) => columns.take(taken, add),
  };
}

// COLD: once per run
function writtenReport(report: ChiselReport, writer: RowWriter, out: ByteText): Channel['report'] {
  return { ...report, write: (moment) => writer.report(out, report.make(moment)) };
}
