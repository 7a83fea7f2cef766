// HOT: once per counted event. No allocation, bigint, try, spread or iterator here.
import type { FieldContext } from '../fields/field-context.js';
import type { Observer } from '../filter/observing.js';
import { fieldAlone } from '../output/format.js';
import type { Evt } from '../state/evt.js';
import type { FdInfo } from '../state/fd-info.js';
import { CpuTime } from './cpu-time.js';
import { type Key, type KeyOf, KeyTree } from './key-tree.js';

/** What events add to their groups. */
export interface Measure {
  /** What an event adds; NaN where it adds nothing and makes no group. */
  readonly of: (evt: Evt) => number;
  /** What it must see beside the events that are counted; null for nothing. */
  readonly observer: Observer | null;
  /** Begins a new interval. */
  readonly clear: () => void;
  /** What is to be said of the interval, in a line; null for nothing. */
  readonly note: () => string | null;
}

/** Makes a measure for groups by some keys. Throws TextError. */
export type MeasureMaker = (context: FieldContext, keys: readonly KeyOf[]) => Measure;

/** A measure that looks at the counted events alone. */
const simple = (of: Measure['of']): Measure => ({ of, observer: null, clear: () => undefined, note: () => null });

/** Descriptors that are told apart. */
const MAX_DESCRIPTORS = 65536;

/** Adds up what a numeric field has; events that lack it add nothing. */
export function sumOf(field: string): MeasureMaker {
  return (context) => {
    const { extract } = fieldAlone(field, context);
    const of = (evt: Evt): number => {
      const value = extract(evt);
      return value === null ? Number.NaN : Number(value);
    };
    return simple(of);
  };
}

/** The time in ns that threads had a CPU, from the switches of the scheduler. */
// COLD: once per run
export const cpuTime: MeasureMaker = () => {
  const cpus = new CpuTime();
  return { ...simple(() => cpus.slice), observer: cpus };
};

/** Counts descriptors, from their opening to their end, however often each of them is used. */
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
