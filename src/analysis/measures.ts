// HOT: once per counted event. No allocation, bigint, try, spread or iterator here.
import type { ColumnValue } from '../fields/field.js';
import { type Key, type KeyOf, KeyTree } from '../fields/key-tree.js';
import type { Observer } from '../filter/observing.js';
import { fieldAlone } from '../output/format.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { FdInfo } from '../state/fd-info.js';
import type { ChiselContext } from './chisel.js';
import { CpuTime, recordedSlice } from './cpu-time.js';

/** What events add to their groups. */
export interface Measure {
  /** What an event adds; NaN if it does not count. */
  readonly of: (evt: Evt) => number;
  /** What a row of columns adds; null if columns are not enough. */
  readonly ofColumns: ColumnValue | null;
  /** Sees events beyond those that count; null if none are needed. */
  readonly observer: Observer | null;
  /** Starts a new interval. */
  readonly clear: () => void;
  /** A remark about the interval, one line; null for none. */
  readonly note: () => string | null;
  /** What the whole capture lacks, so that sums are too low; null for nothing. */
  readonly lack: () => string | null;
}

/** What measures are made from. */
export type MeasureContext = Pick<ChiselContext, 'fields' | 'isLive'>;

/** Makes a measure for groups by some keys. Throws TextError. */
export type MeasureMaker = (context: MeasureContext, keys: readonly KeyOf[]) => Measure;

/** A measure that needs only the events that count. */
const simple = (of: Measure['of'], ofColumns: Measure['ofColumns'] = null): Measure => ({
  of,
  ofColumns,
  observer: null,
  clear: () => undefined,
  note: () => null,
  lack: () => null,
});

/** Most descriptors that are counted. */
const MAX_DESCRIPTORS = 65536;

/** Adds up a numeric field; events without it do not count. */
export function sumOf(field: string): MeasureMaker {
  return ({ fields }) => {
    const { extract, use } = fieldAlone(field, fields);
    const of = (evt: Evt): number => {
      const value = extract(evt);
      return value === null ? Number.NaN : Number(value);
    };
    return simple(of, use.def.ofColumns ?? null);
  };
}

/** The time in ns that threads had a CPU, from the switches of the scheduler. */
// COLD: once per run
export const cpuTime: MeasureMaker = ({ isLive }) => {
  if (isLive) return simple(recordedSlice);
  const cpus = new CpuTime();
  return { ...simple(cpus.countSlice), observer: cpus, lack: cpus.lack };
};

/** Counts page faults, which are recorded only if that is asked for. */
// COLD: once per run
export const pageFaults: MeasureMaker = () => {
  let areThere = false;
  const see = (): void => {
    areThere = true;
  };
  return {
    ...simple(() => 1),
    observer: { types: [EVT.PAGE_FAULT_E], see },
    lack: () => (areThere ? null : 'the capture has no page faults: record with --page-faults'),
  };
};

/** Counts descriptors, each once from open to close, however often it is used. */
// COLD: once per run
export const descriptors: MeasureMaker = (_, keys) => {
  let isNew = false;
  const make = (): object => {
    isNew = true;
    return {};
  };
  const known = new KeyTree<object, Key | FdInfo>([...keys, ({ fd }) => fd], make, MAX_DESCRIPTORS);
  const of = (evt: Evt): number => {
    isNew = false;
    known.find(evt);
    return isNew && known.others === null ? 1 : 0;
  };
  return {
    ...simple(of),
    clear: () => known.clear(),
    note: () => (known.others === null ? null : `(descriptors beyond ${MAX_DESCRIPTORS} are not counted)`),
  };
};
