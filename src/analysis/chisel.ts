import type { FieldContext } from '../fields/field-context.js';
import type { Ast } from '../filter/ast.js';
import type { Observer } from '../filter/observing.js';
import type { ColumnConsumer } from '../output/event-consumer.js';
import type { AddRow, Report } from '../output/rows/column.js';
import type { EventForm, RowForm } from '../output/rows/form.js';
import type { EventColumns } from '../state/event-columns.js';
import type { Evt } from '../state/evt.js';
import type { SystemState } from '../state/system-state.js';

/** The topics by which chisels are listed. */
export type ChiselCategory =
  | 'CPU Usage'
  | 'Errors'
  | 'I/O'
  | 'Logs'
  | 'Misc'
  | 'Net'
  | 'Performance'
  | 'Security'
  | 'System State'
  | 'Containers'
  | 'Application';

/** A word after the name of a chisel. */
export interface ChiselArg {
  /** What stands for it in the description, in capitals. */
  readonly name: string;
  /** What it is, in a few words. */
  readonly description: string;
  /** Whether it may be left out; such arguments are the last ones. */
  readonly isOptional?: true;
}

/** What the command line decides for all chisels of a run. How rows are written is in RowContext. */
export interface ChiselContext {
  readonly fields: FieldContext;
  /** Whether this machine is captured, rather than a capture read. */
  readonly isLive: boolean;
  /** The filter of the command line; null for none. For chisels that list what exists. */
  readonly filter: Ast | null;
  /** -pc, -pk: whether rows have the container. */
  readonly showsContainers: boolean;
}

/** What a report is about. */
export interface Moment {
  /** As of the last event. */
  readonly state: SystemState;
  /** Event time in ns since the previous report, or since the first event. */
  readonly elapsed: number;
}

/**
 * When a chisel reports. From a capture: once, at its end, even if it is cut or damaged. Live: also every second
 * ('interval'), only at the end ('end'), or only at the beginning, about what exists then ('once').
 */
export type Schedule = 'interval' | 'end' | 'once';

/** Rows that are not written as events come. */
export interface ChiselReport {
  readonly schedule: Schedule;
  /** Whether it shows containers: at the beginning of a live capture it waits for the answers of their engines. */
  readonly awaitsEngines?: true;
  /** Makes the rows, and starts the next interval. */
  readonly make: (moment: Moment) => Report;
}

/** A part of the capture that is written once all of it has been read. */
export interface CopyRequest {
  readonly file: string;
  /** The filter for its events, once all have been read. */
  readonly filter: () => Ast;
}

interface AnyRun {
  /** The events that it needs; null for all. The filter of the command line applies as well. */
  readonly filter: Ast | null;
  /** Sees all events of some types before filters are applied, and before `take` gets those that passed. */
  readonly observer?: Observer | null;
  /** What the capture turned out to lack, so that the rows are wrong; null for nothing. Asked once all has been read. */
  readonly lack?: () => string | null;
  /** What must be done before the first event, and not as root: called once root is given up. */
  readonly prepare?: () => Promise<void>;
  /** A copy for which the capture is read once more. */
  readonly copy?: CopyRequest;
}

/** Rows that are events. */
export interface EventRun extends AnyRun {
  readonly kind: 'events';
  readonly form: EventForm;
  /** Whether an event that passed both filters is a row. */
  readonly isRow: (evt: Evt) => boolean;
  /** Whether all events with a result above 0 are rows, and no others. */
  readonly hasResults?: true;
}

/** Takes events by columns (EventConsumer.columns), and may add rows. */
export interface ColumnRun extends Pick<ColumnConsumer, 'types' | 'reads' | 'assign'> {
  take(columns: EventColumns, add: AddRow): void;
}

/** Rows that are made of events, or of the state. */
export interface RowRun extends AnyRun {
  readonly kind: 'rows';
  readonly form: RowForm;
  /** Takes each event that passed both filters, and may add rows; null if no events are needed. */
  readonly take: ((evt: Evt, add: AddRow) => void) | null;
  /** Takes the same events by columns; null if columns are not enough. */
  readonly columns?: ColumnRun | null;
  /** Null if all rows come with events. */
  readonly report: ChiselReport | null;
}

/** A chisel at work. */
export type ChiselRun = EventRun | RowRun;

/** A small analysis that the command line names: -c NAME. */
export interface Chisel {
  readonly name: string;
  readonly category: ChiselCategory;
  /** What it shows, in the few words that fit on its line of the list. */
  readonly summary: string;
  /** What else users need to know. */
  readonly description: string;
  readonly args: readonly ChiselArg[];
  /** Bytes of I/O buffers that it needs: a live capture keeps at least so many. */
  readonly snaplen?: number;
  /** Whether events that are no system calls count, too, so that it works with logs. */
  readonly takesAnyEvent?: true;
  /** Whether it may read any field, whatever its arguments are. */
  readonly usesAnyField?: boolean;
  /**
   * Starts a run. The arguments are byte strings, as many as the command line has. Throws SyssharkError USAGE or
   * TextError for an invalid one.
   */
  start(args: readonly string[], context: ChiselContext): ChiselRun;
}
