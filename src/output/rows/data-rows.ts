import type { ByteText } from '../../bytes/byte-text.js';
import { Chunk } from '../../bytes/chunk.js';
import { findParam } from '../../decode/param-index.js';
import { dataDirection } from '../../fields/category.js';
import { readsOf, typesOfSubject } from '../../fields/of-subject.js';
import { EVENTS, FIRST_CALL_TYPE } from '../../schema/events.js';
import { SUBJECTS } from '../../schema/prefilter.js';
import { COLUMN_TYPES } from '../../state/column-types.js';
import type { EventColumns } from '../../state/event-columns.js';
import type { Evt } from '../../state/evt.js';
import { READS_NOTHING, readsOfAll } from '../../state/subject-reads.js';
import type { ColumnConsumer } from '../event-consumer.js';
import { compileFormat, formatFields } from '../format.js';
import { type DataBelow, isPlain, plainData } from './data-lines.js';
import type { DataLines, RowContext } from './form.js';

/** The field that is no subject's. Before and after it, a line is the same for all rows of a subject. */
const RESULT = '%evt.rawres';
/** A format that begins like this has a text for events that lack a field, too. */
const LENIENT = '*';
/** Between a line and its data. */
const BETWEEN = '\n\n';
const NEW_LINE = 10;

/** Index of the parameter with the data of a call by event type; -1: none. */
const DATA_PARAMS = Int16Array.from(EVENTS, ({ id }) => findParam(id, 'data'));

/** What the line of a subject's events is before and after their result. */
type Halves = readonly [before: (evt: Evt) => string | null, after: (evt: Evt) => string | null];

/** The formats of a line before and after the result; null if it is not lenient, or has no result. */
function halvesOf(format: string): [before: string, after: string] | null {
  const at = format.indexOf(RESULT);
  if (at < 0 || !format.startsWith(LENIENT)) return null;
  return [format.slice(0, at), LENIENT + format.slice(at + RESULT.length)];
}

/**
 * What writes the text of compileDataLines by columns, for rows with a result above 0; null if it depends on more than the subjects of
 * rows and their results. Throws TextError('FORMAT').
 */
export function compileDataRows(lines: DataLines, context: RowContext, out: ByteText): ColumnConsumer | null {
  const { format } = lines;
  if (typeof format === 'string' || !isPlain(lines, context)) return null;
  const read = halvesOf(format.read);
  const write = halvesOf(format.write);
  if (read === null || write === null) return null;
  const { fields } = context;
  const uses = [...read, ...write].flatMap((half) => formatFields(half, fields)).map(({ use }) => use);
  const masks = uses.map(typesOfSubject);
  const compile = ([before, after]: [string, string]): Halves => [
    compileFormat(before, fields),
    compileFormat(after, fields),
  ];
  // the data of calls without an event of their own is not a parameter of their events
  const hasData = (type: number): boolean => (DATA_PARAMS[type] as number) < 0 || type < FIRST_CALL_TYPE;
  return new DataRows({
    types: COLUMN_TYPES.map((isRow, type) => isRow & +hasData(type) & +masks.every((mask) => mask[type] === 1)),
    reads: readsOfAll([READS_NOTHING, ...uses.map(({ def }) => readsOf(def))]),
    halves: { read: compile(read), write: compile(write) },
    data: plainData(lines, context),
    out,
  });
}

/** What rows are written by. */
interface DataRowsParts extends Pick<ColumnConsumer, 'types' | 'reads'> {
  readonly halves: Readonly<Record<'read' | 'write', Halves>>;
  readonly data: DataBelow;
  readonly out: ByteText;
}

/** Writes rows of calls that have transferred data: a line, which is made anew only if the result is another one, and the data. */
class DataRows implements ColumnConsumer {
  readonly types: Uint8Array;
  readonly reads: ColumnConsumer['reads'];
  private readonly halves: DataRowsParts['halves'];
  private readonly data: DataBelow;
  private readonly out: ByteText;
  /** By subject: its text before and after a result, the parameter with its data, and its line with its last result. */
  private readonly before = new Array<string>(SUBJECTS).fill('');
  private readonly after = new Array<string>(SUBJECTS).fill('');
  private readonly params = new Int16Array(SUBJECTS);
  private readonly lines = new Array<Chunk | null>(SUBJECTS).fill(null);
  private readonly results = new Float64Array(SUBJECTS);
  private readonly range = { data: new DataView(new ArrayBuffer(0)), start: 0, length: 0 };

  constructor({ types, reads, halves, data, out }: DataRowsParts) {
    this.types = types;
    this.reads = reads;
    this.halves = halves;
    this.data = data;
    this.out = out;
  }

  assign(subject: number, evt: Evt): void {
    const { def, type } = evt.view;
    const [before, after] = this.halves[dataDirection(def) === 'write' ? 'write' : 'read'];
    this.before[subject] = before(evt) ?? '';
    this.after[subject] = after(evt) ?? '';
    this.params[subject] = DATA_PARAMS[type] as number;
    this.results[subject] = 0;
  }

  // HOT: once per row. No allocation, bigint, try, spread or iterator here.
  take(columns: EventColumns): void {
    const { count, subjects, results } = columns;
    for (let row = 0; row < count; row++) {
      const result = results[row] as number;
      if (result > 0) this.write(columns, row, subjects[row] as number, result);
    }
  }

  // HOT: once per row. No allocation but for lines that change, no bigint, try, spread or iterator here.
  private write(columns: EventColumns, row: number, subject: number, result: number): void {
    const { out, range } = this;
    if (this.results[subject] !== result) this.makeLine(subject, result);
    out.addChunk(this.lines[subject] as Chunk);
    columns.param(row, this.params[subject] as number, range);
    this.data(out, range);
    out.addByte(NEW_LINE);
  }

  /** Makes the line of a subject for a result. */
  private makeLine(subject: number, result: number): void {
    this.results[subject] = result;
    this.lines[subject] = Chunk.ofText(`${this.before[subject]}${result}${this.after[subject]}${BETWEEN}`);
  }
}
