import { openChannel } from '../../src/analysis/channel.js';
import type { Chisel, ChiselContext, ChiselRun, Moment } from '../../src/analysis/chisel.js';
import { ByteText } from '../../src/bytes/byte-text.js';
import { DEFAULT_FIELD_CONTEXT } from '../../src/fields/field-context.js';
import { compileFilter } from '../../src/filter/filter.js';
import type { Row } from '../../src/output/rows/column.js';
import { fieldColumn } from '../../src/output/rows/field-column.js';
import type { RowContext } from '../../src/output/rows/form.js';
import type { CaptureHeader } from '../../src/scap/header.js';
import type { Evt } from '../../src/state/evt.js';
import { EventRun } from './event-run.js';
import type { EventParts } from './scap.js';

type WholeContext = ChiselContext & RowContext;

/** The settings of a command line without options. */
export const PLAIN_CONTEXT: WholeContext = {
  fields: { ...DEFAULT_FIELD_CONTEXT, isMasked: true },
  isLive: false,
  isJson: false,
  isAlone: true,
  isVerbose: false,
  paint: null,
  filter: null,
  showsContainers: false,
};

/** The settings that a chisel runs with. */
interface ChiselParts {
  readonly header?: CaptureHeader;
  readonly events?: readonly EventParts[];
  readonly args?: readonly string[];
  readonly context?: Partial<WholeContext>;
}

/** Passes events to a chisel, then ends the capture. */
function drive(
  run: ChiselRun,
  { header, events = [] }: ChiselParts,
  { take, end }: { readonly take: ((evt: Evt) => void) | null; readonly end: (moment: Moment) => void },
): void {
  const { filter } = run;
  const passes = filter === null ? () => true : compileFilter(filter, PLAIN_CONTEXT.fields).test;
  const captured = new EventRun(header);
  for (const event of events) if (captured.apply(event) && passes(captured.evt)) take?.(captured.evt);
  end({ state: captured.state, elapsed: 0 });
}

/** The lines (byte strings) that a chisel writes for a capture, without the heading. */
export function chiselLines(chisel: Chisel, parts: ChiselParts): string[] {
  const context = { ...PLAIN_CONTEXT, ...parts.context };
  const run = chisel.start(parts.args ?? [], context);
  const out = new ByteText();
  const { take, report } = openChannel(run, context, out);
  drive(run, parts, { take, end: (moment) => report?.write(moment) });
  return out.toText().split('\n').slice(0, -1);
}

/** The names of a chisel's columns, and its rows for a capture. */
export function chiselRows(chisel: Chisel, parts: ChiselParts): { columns: readonly string[]; rows: readonly Row[] } {
  const context = { ...PLAIN_CONTEXT, ...parts.context };
  const run = chisel.start(parts.args ?? [], context);
  const rows: Row[] = [];
  const add = (row: Row): void => void rows.push(row);
  if (run.kind === 'events') {
    const columns = run.form.columns.map((column) => fieldColumn(column, context.fields));
    const take = (evt: Evt): void => {
      if (run.isRow(evt)) add(columns.map(({ read }) => read(evt)));
    };
    drive(run, parts, { take, end: () => undefined });
    return { columns: columns.map(({ column }) => column.name), rows };
  }
  const { take, report } = run;
  drive(run, parts, {
    take: take === null ? null : (evt) => take(evt, add),
    end: (moment) => report?.make(moment).rows.forEach(add),
  });
  return { columns: run.form.columns.map(({ name }) => name), rows };
}
