import type { FieldValue } from '../fields/field.js';
import type { CaptureIndex } from './capture-index.js';

/** What rows are sorted by; NaN for none. */
export type SortKey = (row: number) => number;

type MakeKey = (index: CaptureIndex) => SortKey;

const inOrder: MakeKey = () => (row) => row;
const byResult: MakeKey =
  ({ kept }) =>
  (row) =>
    kept.result(row);
const NS_PER_US = 1000;

/** In ns, or in µs if there are more than 104 days of them; time may go back from row to row. */
const byTime: MakeKey = (index) => {
  const { kept, span } = index;
  if (kept.isInOrder) return inOrder(index);
  const { first, count } = kept;
  const { begin, end } = span.now;
  const unit = end - begin > Number.MAX_SAFE_INTEGER ? NS_PER_US : 1;
  const times = new Float64Array(count - first);
  kept.tellTimes(first, count, begin, (row, ns) => {
    times[row - first] = Math.floor(ns / unit);
  });
  return (row) => times[row - first] ?? Number.NaN;
};

// enter events, and calls that took no time, have none
const byLatency: MakeKey =
  ({ kept }) =>
  (row) =>
    kept.latency(row) > 0 ? kept.latency(row) : Number.NaN;

function compareValues(a: FieldValue, b: FieldValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [one, other] = [String(a), String(b)];
  return one < other ? -1 : one === other ? 0 : 1;
}

/** By the values that subjects have of a field: numbers by size, texts by their bytes. */
const bySubject =
  (field: string): MakeKey =>
  (index) => {
    const { kept } = index;
    const { count } = kept.dictionary;
    const values = index.valuesOf(field);
    if (values === null) throw new RangeError(`the index has no ${field}`);
    const distinct = new Set<FieldValue>();
    for (let id = 0; id < count; id++) distinct.add(values.at(id));
    // a cell of either is empty
    distinct.delete(null);
    distinct.delete('');
    const places = new Map([...distinct].sort(compareValues).map((value, place) => [value, place]));
    const ofSubjects = Float64Array.from({ length: count }, (_, id) => places.get(values.at(id)) ?? Number.NaN);
    return (row) => ofSubjects[kept.subjectId(row)] ?? Number.NaN;
  };

const OF_SUBJECTS = [
  'evt.type',
  'evt.dir',
  'proc.name',
  'proc.pid',
  'thread.tid',
  'fd.num',
  'fd.name',
  'fd.type',
  'container.id',
];

/** The fields by which rows can be sorted: what the index has of each row. */
const KEYS: ReadonlyMap<string, MakeKey> = new Map([
  ['evt.num', inOrder],
  ['evt.time', byTime],
  ['evt.latency', byLatency],
  ['evt.res', byResult],
  ['evt.rawres', byResult],
  ...OF_SUBJECTS.map((field) => [field, bySubject(field)] as const),
]);

/** Names of these fields. */
export const SORTABLE: readonly string[] = [...KEYS.keys()];

/** The keys of the rows that an index has by now. Throws RangeError for a field that is none of SORTABLE. */
export function sortKey(index: CaptureIndex, field: string): SortKey {
  const make = KEYS.get(field);
  if (make === undefined) throw new RangeError(`rows cannot be sorted by ${field}`);
  return make(index);
}
