// HOT: once per row and column. No bigint, try, spread or iterator here, and no allocation but for the stores.
import { latency as latencyOf } from '../../fields/evt-time.js';
import { resultOf } from '../../fields/result.js';
import { ERRNO_NAMES } from '../../schema/errno.js';
import { isExitType } from '../../schema/event.js';
import { SUBJECTS } from '../../schema/prefilter.js';
import { valueKind } from '../../schema/value-kind.js';
import type { EventColumns, ParamBytes } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import { movesBytes } from '../moved-bytes.js';
import { writeCallArgs } from './call-args.js';
import type { RowColumn } from './call-columns.js';
import { Int32Store, Int64Store, NameStore, type StoredColumn, TextStore, WordStore } from './column-store.js';
import type { ColumnType } from './column-types.js';
import type { ColumnWriter, TakenRows } from './column-writer.js';

const NULL_INDEX = -1;

/** The time of events. */
class Times implements ColumnWriter {
  private readonly store = new Int64Store();

  addRows({ columns, indexes, from, count, to }: TakenRows): void {
    for (let i = 0; i < count; i++) {
      const row = indexes[from + i] as number;
      this.store.set(to + i, columns.tsHi(row), columns.tsLo(row));
    }
  }

  addEvent(row: number, { view: { tsHi, tsLo } }: Evt): void {
    this.store.set(row, tsHi, tsLo);
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

class EventNumbers implements ColumnWriter {
  private readonly store = new Int64Store();

  addRows({ columns, indexes, from, count, to }: TakenRows): void {
    for (let i = 0; i < count; i++) this.store.setNumber(to + i, columns.num(indexes[from + i] as number));
  }

  addEvent(row: number, { num }: Evt): void {
    this.store.setNumber(row, num);
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

class Cpus implements ColumnWriter {
  private readonly store = new Int32Store();

  addRows({ columns, indexes, from, count, to }: TakenRows): void {
    for (let i = 0; i < count; i++) this.store.set(to + i, columns.cpu(indexes[from + i] as number));
  }

  addEvent(row: number, { view }: Evt): void {
    this.store.set(row, view.cpu);
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

const RESULT_SIZE = 8;

/** What calls returned, exactly. */
class Results implements ColumnWriter {
  private readonly store = new Int64Store();
  private readonly bytes: ParamBytes = { data: new DataView(new ArrayBuffer(RESULT_SIZE)), start: 0, length: 0 };

  addRows({ columns, indexes, from, count, to }: TakenRows): void {
    const { results } = columns;
    for (let i = 0; i < count; i++) {
      const row = indexes[from + i] as number;
      const result = results[row] as number;
      if (Number.isSafeInteger(result)) this.store.setNumber(to + i, result);
      else if (Number.isNaN(result)) this.store.setNull(to + i);
      else this.addWide(to + i, columns, row);
    }
  }

  /** Only events with a row of their own in the event table have such a result as a row; it is their first parameter. */
  private addWide(to: number, columns: EventColumns, row: number): void {
    const { bytes } = this;
    columns.param(row, 0, bytes);
    this.store.set(to, bytes.data.getInt32(bytes.start + 4, true), bytes.data.getInt32(bytes.start, true));
  }

  addEvent(row: number, evt: Evt): void {
    const result = resultOf(evt);
    if (Number.isSafeInteger(result)) this.store.setNumber(row, result);
    else if (Number.isNaN(result)) this.store.setNull(row);
    else {
      const at = evt.view.paramStart(0);
      this.store.set(row, evt.view.view.getInt32(at + 4, true), evt.view.view.getInt32(at, true));
    }
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

/** The names of errors. */
class Errors implements ColumnWriter {
  private readonly store: WordStore;
  private readonly numbers: readonly number[];

  constructor(type: ColumnType & { readonly kind: 'word' }) {
    const store = new WordStore(type);
    const last = Math.max(...Object.keys(ERRNO_NAMES).map(Number));
    this.numbers = Array.from({ length: last + 1 }, (_, error) => store.numberOf(ERRNO_NAMES[error] ?? null));
    this.store = store;
  }

  addRows({ columns: { results }, indexes, from, count, to }: TakenRows): void {
    for (let i = 0; i < count; i++) this.set(to + i, results[indexes[from + i] as number] as number);
  }

  addEvent(row: number, evt: Evt): void {
    this.set(row, resultOf(evt));
  }

  private set(row: number, result: number): void {
    this.store.setNumber(row, result < 0 ? (this.numbers[-result] ?? NULL_INDEX) : NULL_INDEX);
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

/** A number that follows from result and latency, for some subjects. */
abstract class Measures implements ColumnWriter {
  private readonly store = new Int64Store();
  private readonly has = new Uint8Array(SUBJECTS);

  /** Whether events with the subject of this one can have the number. */
  protected abstract applies(evt: Evt): boolean;
  protected abstract column(columns: EventColumns): Float64Array;
  protected abstract value(evt: Evt): number;
  protected abstract readonly least: number;

  assign(subject: number, evt: Evt): void {
    this.has[subject] = this.applies(evt) ? 1 : 0;
  }

  addRows({ columns, indexes, from, count, to }: TakenRows): void {
    const { has } = this;
    const { subjects } = columns;
    const values = this.column(columns);
    for (let i = 0; i < count; i++) {
      const row = indexes[from + i] as number;
      this.set(to + i, has[subjects[row] as number] === 1 ? (values[row] as number) : Number.NaN);
    }
  }

  addEvent(row: number, evt: Evt): void {
    this.set(row, this.applies(evt) ? this.value(evt) : Number.NaN);
  }

  private set(row: number, value: number): void {
    if (value >= this.least && Number.isSafeInteger(value)) this.store.setNumber(row, value);
    else this.store.setNull(row);
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

/** Time that calls took; what is longer than 104 days is no latency. */
class Latencies extends Measures {
  protected readonly least = 1;
  protected applies = (evt: Evt): boolean => isExitType(evt.view.type);
  protected column = ({ latencies }: EventColumns): Float64Array => latencies;
  protected value = (evt: Evt): number => latencyOf(evt);
}

/** Bytes that calls moved. */
class MovedBytes extends Measures {
  protected readonly least = 0;
  protected applies = (evt: Evt): boolean => movesBytes(evt);
  protected column = ({ results }: EventColumns): Float64Array => results;
  protected value = (evt: Evt): number => resultOf(evt);
}

/** The name of the machine. */
class Hosts implements ColumnWriter {
  private readonly store = new NameStore();
  private host: string | null = null;

  addRows({ count, to }: TakenRows): void {
    const { store, host } = this;
    const index = host === null || count === 0 ? 0 : store.indexOf(host);
    for (let i = 0; i < count; i++) {
      if (host === null) store.setNull(to + i);
      else store.setIndex(to + i, index);
    }
  }

  assign(_: number, evt: Evt): void {
    this.note(evt);
  }

  private note({ state: { machine } }: Evt): void {
    const name = machine?.hostname ?? '';
    this.host = name === '' ? null : name;
  }

  addEvent(row: number, evt: Evt): void {
    this.note(evt);
    this.store.set(row, this.host);
  }

  take(): StoredColumn {
    return this.store.take();
  }
}

/** What only the parameters of events tell. */
abstract class EventTexts implements ColumnWriter {
  protected readonly store = new TextStore();

  addRows({ columns, indexes, events, from, count, to }: TakenRows): void {
    for (let i = 0; i < count; i++) {
      const row = indexes[from + i] as number;
      this.addEvent(to + i, events.eventOf(columns, row), events.enterOf(row));
    }
  }

  abstract addEvent(row: number, evt: Evt, enter: Evt | null): void;

  take(): StoredColumn {
    return this.store.take();
  }
}

class Arguments extends EventTexts {
  addEvent(row: number, evt: Evt, enter: Evt | null): void {
    writeCallArgs(evt, enter, this.store.bytes);
    this.store.end(row);
  }
}

/** What calls read or wrote. */
class Data extends EventTexts {
  addEvent(row: number, evt: Evt): void {
    const { view } = evt;
    const params = view.def?.allParams ?? [];
    for (let i = 0; i < view.paramCount; i++) {
      const param = params[i];
      if (param === undefined || valueKind(param) !== 'data' || view.paramLength(i) === 0) continue;
      const start = view.paramStart(i);
      this.store.bytes.addRange(view.view, start, start + view.paramLength(i));
      this.store.end(row);
      return;
    }
    this.store.setNull(row);
  }
}

const OF_ROWS: Readonly<Record<RowColumn['part'], (type: ColumnType) => ColumnWriter>> = {
  ts: () => new Times(),
  num: () => new EventNumbers(),
  host: () => new Hosts(),
  cpu: () => new Cpus(),
  result: () => new Results(),
  error: (type) => new Errors(type as ColumnType & { readonly kind: 'word' }),
  latency: () => new Latencies(),
  bytes: () => new MovedBytes(),
  args: () => new Arguments(),
  data: () => new Data(),
};

/** What writes a column whose values differ from row to row. */
export const rowWriter = ({ part, type }: RowColumn): ColumnWriter => OF_ROWS[part](type);
