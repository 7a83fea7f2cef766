// HOT: once per row and column. No bigint, try, spread or iterator here, and no allocation but for the stores.
import { SUBJECTS } from '../../schema/prefilter.js';
import type { Evt } from '../../state/evt.js';
import type { SubjectColumn } from './call-columns.js';
import { Int32Store, Int64Store, NameStore, type StoredColumn, WordStore } from './column-store.js';
import type { ColumnType } from './column-types.js';
import type { ColumnWriter, TakenRows } from './column-writer.js';

type Extract = (evt: Evt) => unknown;

/** A number of 32 or 64 bits that is the same for all rows of a subject. */
class SubjectNumbers implements ColumnWriter {
  private readonly store: Int32Store | Int64Store;
  private readonly values = new Float64Array(SUBJECTS);
  private readonly read: (evt: Evt) => number | string | null;

  constructor({ type, read }: SubjectColumn, extract: Extract) {
    this.store = type.kind === 'int32' ? new Int32Store() : new Int64Store();
    this.read = (evt) => read(evt, extract);
  }

  assign(subject: number, evt: Evt): void {
    this.values[subject] = this.valueOf(evt);
  }

  private valueOf(evt: Evt): number {
    const value = this.read(evt);
    return typeof value === 'number' ? value : Number.NaN;
  }

  addRows({ columns: { subjects }, indexes, from, count, to }: TakenRows): void {
    const { values } = this;
    for (let i = 0; i < count; i++) this.set(to + i, values[subjects[indexes[from + i] as number] as number] as number);
  }

  addEvent(row: number, evt: Evt): void {
    this.set(row, this.valueOf(evt));
  }

  private set(row: number, value: number): void {
    const { store } = this;
    if (Number.isNaN(value)) store.setNull(row);
    else if (store instanceof Int32Store) store.set(row, value);
    else store.setNumber(row, value);
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

/** A word that is the same for all rows of a subject. */
class SubjectWords implements ColumnWriter {
  private readonly store: WordStore;
  private readonly numbers = new Int16Array(SUBJECTS);
  private readonly read: (evt: Evt) => number | string | null;

  constructor(type: ColumnType & { readonly kind: 'word' }, { read }: SubjectColumn, extract: Extract) {
    this.store = new WordStore(type);
    this.read = (evt) => read(evt, extract);
  }

  assign(subject: number, evt: Evt): void {
    this.numbers[subject] = this.numberOf(evt);
  }

  private numberOf(evt: Evt): number {
    return this.store.numberOf(this.read(evt) as string | null);
  }

  addRows({ columns: { subjects }, indexes, from, count, to }: TakenRows): void {
    const { numbers, store } = this;
    for (let i = 0; i < count; i++)
      store.setNumber(to + i, numbers[subjects[indexes[from + i] as number] as number] as number);
  }

  addEvent(row: number, evt: Evt): void {
    this.store.setNumber(row, this.numberOf(evt));
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

const NULL_INDEX = -1;
const STALE = -2;

/** A name that is the same for all rows of a subject. */
class SubjectNames implements ColumnWriter {
  private readonly store = new NameStore();
  private readonly names: (string | null)[] = new Array<string | null>(SUBJECTS).fill(null);
  /** Indexes of the names in the store, STALE where they are not known since it was taken. */
  private readonly indexes = new Int32Array(SUBJECTS).fill(STALE);
  private readonly read: (evt: Evt) => number | string | null;

  constructor({ read }: SubjectColumn, extract: Extract) {
    this.read = (evt) => read(evt, extract);
  }

  assign(subject: number, evt: Evt): void {
    this.names[subject] = this.read(evt) as string | null;
    this.indexes[subject] = STALE;
  }

  addRows({ columns: { subjects }, indexes: rows, from, count, to }: TakenRows): void {
    const { indexes, store } = this;
    for (let i = 0; i < count; i++) {
      const subject = subjects[rows[from + i] as number] as number;
      let index = indexes[subject] as number;
      if (index === STALE) index = this.find(subject);
      if (index === NULL_INDEX) store.setNull(to + i);
      else store.setIndex(to + i, index);
    }
  }

  private find(subject: number): number {
    const name = this.names[subject] as string | null;
    const index = name === null ? NULL_INDEX : this.store.indexOf(name);
    this.indexes[subject] = index;
    return index;
  }

  addEvent(row: number, evt: Evt): void {
    this.store.set(row, this.read(evt) as string | null);
  }

  take(): StoredColumn {
    this.indexes.fill(STALE);
    return this.store.take();
  }
}

/** What writes a column of subjects; `extract` gives the value of its field. */
export function subjectWriter(column: SubjectColumn, extract: Extract): ColumnWriter {
  const { type } = column;
  if (type.kind === 'word') return new SubjectWords(type, column, extract);
  return type.kind === 'name' ? new SubjectNames(column, extract) : new SubjectNumbers(column, extract);
}
