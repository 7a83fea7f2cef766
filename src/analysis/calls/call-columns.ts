import { renderAddress } from '../../decode/address.js';
import { parentOf } from '../../fields/ancestors.js';
import { CATEGORIES, categoryOf, dataDirection } from '../../fields/category.js';
import { eventName } from '../../fields/event-name.js';
import { fdName } from '../../fields/fd-name.js';
import { fdOf, hasFd } from '../../fields/of-fd.js';
import { ERRNO_NAMES } from '../../schema/errno.js';
import { FD_TYPES } from '../../schema/fd-types.js';
import type { Evt } from '../../state/evt.js';
import { ROW_KINDS, STEP, STEPS } from './call-kind.js';
import { BYTES, INT32, INT64, NAME, type TableColumn, TEXT, TIME, wordsOf } from './column-types.js';

/** A value of a column; null where there is none. */
export type CallValue = number | string | null;

/** A column that all rows of a subject have the same value in. */
export interface SubjectColumn extends TableColumn {
  readonly of: 'subject';
  /** The field that its value follows from: it says what is read of subjects. */
  readonly field: string;
  /** Whether the value is that of thread, descriptor, event type and other state, though the field does not say so. */
  readonly isOfState?: true;
  /** Its value; `extract` gives that of the field. */
  readonly read: (evt: Evt, extract: (evt: Evt) => unknown) => CallValue;
}

/** What differs from row to row. `event`: only parameters tell it. */
export interface RowColumn extends TableColumn {
  readonly of: 'row' | 'event';
  readonly part: 'ts' | 'num' | 'cpu' | 'result' | 'error' | 'latency' | 'bytes' | 'args' | 'data' | 'host';
}

export type CallColumn = SubjectColumn | RowColumn;

const UNKNOWN_NAME = '<NA>';
/** Null for names that are not known, as in NDJSON. */
const known = (name: unknown): string | null =>
  typeof name !== 'string' || name === '' || name === UNKNOWN_NAME ? null : name;
const numberOf = (value: unknown): number | null => {
  const number = Number(value ?? Number.NaN);
  return Number.isSafeInteger(number) ? number : null;
};
const addressText = (address: unknown): string | null =>
  address instanceof Uint8Array ? renderAddress(address) : null;
const positive = (value: number | undefined): number | null => (value === undefined || value < 0 ? null : value);

const FD_TYPE_NAMES = Object.values(FD_TYPES).flatMap(({ name }) => (name === null ? [] : [name]));

/** The descriptor of an event, if it has one. */
const fdOfEvent = (evt: Evt) => (hasFd(evt) && evt.fdNum >= 0 ? fdOf(evt) : null);

const of = 'subject';
const row = (name: RowColumn['part'], type: TableColumn['type']): RowColumn => ({ of: 'row', name, type, part: name });
const event = (name: RowColumn['part'], type: TableColumn['type']): RowColumn => ({
  of: 'event',
  name,
  type,
  part: name,
});

function kindOf({ view: { type } }: Evt): string {
  const step = STEPS[type];
  return step === STEP.ENDS ? ROW_KINDS[0] : step === STEP.ALONE ? ROW_KINDS[1] : ROW_KINDS[2];
}

/** The columns of calls, schema 1: columns are only added; another meaning makes another schema (docs/SQL.md). */
export const CALL_COLUMNS: readonly CallColumn[] = [
  row('ts', TIME),
  row('num', INT64),
  row('host', NAME),
  row('cpu', INT32),
  { of, name: 'pid', type: INT32, field: 'proc.pid', read: ({ thread }) => positive(thread?.pid) },
  { of, name: 'tid', type: INT32, field: 'thread.tid', read: ({ view }) => positive(numberOf(view.tid) ?? -1) },
  {
    of,
    name: 'ppid',
    type: INT32,
    field: 'proc.ppid',
    read: (evt) => (evt.thread === null ? null : positive(parentOf(evt, evt.thread)?.pid)),
  },
  { of, name: 'proc', type: NAME, field: 'proc.name', read: ({ thread }) => known(thread?.comm) },
  { of, name: 'exe', type: NAME, field: 'proc.exepath', read: ({ thread }) => known(thread?.exepath) },
  { of, name: 'user', type: NAME, field: 'user.name', read: (evt, extract) => known(extract(evt)) },
  { of, name: 'container_id', type: NAME, field: 'container.id', read: ({ thread }) => known(thread?.containerId) },
  {
    of,
    name: 'container',
    type: NAME,
    field: 'container.name',
    read: (evt, extract) => (known(evt.thread?.containerId) === null ? null : known(extract(evt))),
  },
  { of, name: 'type', type: NAME, field: 'evt.type', read: (evt) => known(eventName(evt)) },
  // it follows from the type of the event and that of its descriptor
  { of, name: 'category', type: wordsOf(CATEGORIES), field: 'fd.type', read: categoryOf },
  { of, name: 'kind', type: wordsOf(ROW_KINDS), field: 'evt.type', read: kindOf },
  { of, name: 'fd', type: INT64, field: 'fd.num', read: (evt) => (hasFd(evt) ? positive(evt.fdNum) : null) },
  {
    of,
    name: 'fd_type',
    type: wordsOf(FD_TYPE_NAMES),
    field: 'fd.type',
    read: (evt) => {
      const fd = fdOfEvent(evt);
      return fd === null ? null : FD_TYPES[fd.type].name;
    },
  },
  {
    of,
    name: 'fd_name',
    type: NAME,
    field: 'fd.name',
    // NDJSON has names of descriptors as they are
    read: (evt) => (hasFd(evt) && evt.fdNum >= 0 ? (fdName(evt) as string | null) || null : null),
  },
  {
    of,
    name: 'local_port',
    type: INT32,
    field: 'fd.lport',
    isOfState: true,
    read: (evt, extract) => numberOf(extract(evt)),
  },
  {
    of,
    name: 'remote_ip',
    type: NAME,
    field: 'fd.rip',
    isOfState: true,
    read: (evt, extract) => addressText(extract(evt)),
  },
  {
    of,
    name: 'remote_port',
    type: INT32,
    field: 'fd.rport',
    isOfState: true,
    read: (evt, extract) => numberOf(extract(evt)),
  },
  row('result', INT64),
  row('error', wordsOf(Object.values(ERRNO_NAMES))),
  {
    of,
    name: 'io',
    type: wordsOf(['read', 'write']),
    field: 'evt.type',
    read: ({ view }) => (STEPS[view.type] === STEP.ENDS ? dataDirection(view.def) : null),
  },
  row('bytes', INT64),
  row('latency', INT64),
  event('args', TEXT),
  event('data', BYTES),
];
