import type { Chisel } from '../analysis/chisel.js';
import { CHISELS } from '../analysis/registry.js';
import { MOST_TIMINGS } from '../analysis/timing-groups.js';
import { MOST_KEYS } from '../fields/key-tree.js';
import type { Value } from '../output/rows/column.js';

/** A value of rows by which their events are found. */
export interface StatsKey {
  /** The column that has the value. */
  readonly column: string;
  readonly field: string;
  /** The field that is compared for events that lack the first one. */
  readonly orElse?: string;
  /** Whether events that lack it are in no row. */
  readonly isNeeded?: true;
  /** Whether only rows need it that would else lead to the same events. */
  readonly onlyApart?: true;
  /** The levels of a tree whose rows have it; if left out, all rows have it. */
  readonly levels?: readonly string[];
}

/** The value of a row in a column. */
type CellOf = (column: string) => Value;

/** What the row of all others stands for: events whose keys appeared after the first ones. */
export interface Others {
  /** What tells events of different rows apart: fields, if not those of the table's keys. */
  readonly keys?: readonly string[];
  /** Most combinations of these that have rows of their own; if left out, as many as the rows have. */
  readonly most?: number;
  /** The column that says so; if left out, the first key that is a text. */
  readonly column?: string;
}

/** A table about events. */
export interface StatsTable {
  readonly name: string;
  readonly chisel: Chisel;
  readonly args: readonly string[];
  /** The filter for the events that rows count; empty for all. */
  readonly counted: string;
  /** What a row counts of these, by its values: a filter, empty for all. */
  readonly countedOf?: (cellOf: CellOf) => string;
  /** What is to be said of rows for which there is no such filter: they lead to more; null for nothing. */
  readonly leadsToMore?: { readonly isSo: (cellOf: CellOf) => boolean; readonly note: string };
  /** What tells the events of a row from those of others. */
  readonly keys: readonly StatsKey[];
  /** The row of all others. */
  readonly others: Others;
}

const chisel = (name: string): Chisel => CHISELS.find((one) => one.name === name) as Chisel;
const keysOf = (...fields: readonly string[]): readonly StatsKey[] => fields.map((field) => ({ column: field, field }));
const needed = (...fields: readonly string[]): readonly StatsKey[] =>
  keysOf(...fields).map((key) => ({ ...key, isNeeded: true }));
const apart = (...fields: readonly string[]): readonly StatsKey[] =>
  keysOf(...fields).map((key) => ({ ...key, onlyApart: true }));
const below = (levels: readonly string[], keys: readonly StatsKey[]): readonly StatsKey[] =>
  keys.map((key) => ({ ...key, levels }));

/** Events with a latency: calls that returned, and whose begin is in the capture, and switches of a thread in a call. */
const TIMED = 'evt.latency > 0';
const TIMED_CALLS = `${TIMED} and syscall.type exists`;
const MOVED = 'evt.io_dir exists and evt.buflen > 0';

/** Of a connection that was recorded at both ends, what each of them wrote counts. */
const WRITTEN = 'evt.io_dir=write';

/** The rows are made of connections, as each of their ends sees them. */
const OF_CONNECTIONS: Others = { keys: ['fd.l4proto', 'fd.name', 'fd.is_server'], most: MOST_KEYS };

/** Events by the values of a field. No filter compares a list with another one, so rows of lists lead to none. */
export const valuesTable = (field: string, isList: boolean): StatsTable => ({
  name: 'values',
  chisel: chisel('count_by'),
  args: [field],
  counted: '',
  keys: isList ? [] : needed(field),
  others: { keys: [field], column: field },
});

/** The tables that the page can show. */
export const STATS: readonly StatsTable[] = [
  {
    name: 'calls',
    chisel: chisel('latency'),
    args: ['evt.type'],
    counted: TIMED,
    keys: keysOf('evt.type'),
    others: { most: MOST_TIMINGS },
  },
  {
    name: 'files',
    chisel: chisel('latency'),
    args: ['fd.name'],
    counted: TIMED_CALLS,
    keys: [...needed('fd.name'), ...apart('evt.waits_for')],
    others: { most: MOST_TIMINGS },
  },
  {
    name: 'threads',
    chisel: chisel('latency'),
    args: ['proc.name,thread.tid'],
    counted: TIMED_CALLS,
    keys: [...needed('thread.tid', 'proc.name'), ...apart('evt.waits_for')],
    others: { most: MOST_TIMINGS },
  },
  {
    name: 'processes',
    chisel: chisel('proctree'),
    args: [],
    counted: '',
    keys: needed('proc.pid'),
    others: { column: 'tree' },
  },
  {
    name: 'conversations',
    chisel: chisel('conversations'),
    args: [],
    counted: MOVED,
    countedOf: (cellOf) => (cellOf('ends') === 2 ? WRITTEN : ''),
    keys: [...needed('fd.cip', 'fd.cport', 'fd.sip', 'fd.sport'), ...apart('fd.l4proto')],
    others: { ...OF_CONNECTIONS, column: 'client' },
  },
  {
    name: 'endpoints',
    chisel: chisel('endpoints'),
    args: [],
    counted: MOVED,
    countedOf: (cellOf) => (cellOf('connections.both') === cellOf('connections') ? WRITTEN : ''),
    leadsToMore: {
      isSo: (cellOf) => ![0, cellOf('connections')].includes(cellOf('connections.both')),
      note: '(where some connections were recorded at one end and others at both, a row counts no byte twice, and leads to the calls of both ends)',
    },
    keys: [{ column: 'address', field: 'fd.ip', isNeeded: true }],
    others: OF_CONNECTIONS,
  },
  {
    name: 'errors',
    chisel: chisel('errors'),
    args: [],
    counted: 'evt.failed=true',
    keys: [...needed('evt.res', 'syscall.type'), { column: 'fs.path.name', field: 'fs.path.name', orElse: 'fd.name' }],
    others: { most: MOST_KEYS },
  },
  {
    name: 'io',
    chisel: chisel('io_tree'),
    args: [],
    counted: MOVED,
    keys: [
      ...below(['container', 'process', 'descriptor'], [...keysOf('container.id'), ...apart('container.name')]),
      ...below(['process', 'descriptor'], needed('proc.pid', 'proc.name')),
      ...below(['descriptor'], [...keysOf('fd.name'), ...apart('fd.type')]),
    ],
    others: { most: MOST_KEYS },
  },
];
