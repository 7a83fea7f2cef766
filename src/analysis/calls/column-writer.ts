import type { EventColumns } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import type { StoredColumn } from './column-store.js';
import type { RowEvents } from './row-events.js';

/** Rows of columns that are taken: their indexes, and the place in the stores from which they go. */
export interface TakenRows {
  readonly columns: EventColumns;
  readonly indexes: Uint16Array;
  /** Their events, by the same indexes. */
  readonly events: RowEvents;
  count: number;
  /** Where in the stores the first one goes. */
  to: number;
  /** The first of `indexes`. */
  from: number;
}

/** Writes the values of one column. */
export interface ColumnWriter {
  /** The subject of rows has a value from now on. */
  assign?(subject: number, evt: Evt): void;
  addRows(rows: TakenRows): void;
  /** Adds the value of an event; `enter` is the enter event of the call that it ends, if that is known. */
  addEvent(row: number, evt: Evt, enter: Evt | null): void;
  take(): StoredColumn;
}
