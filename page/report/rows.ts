import type { EventDetails, FieldText, ListedEvent, Neighbours, ReportBlock } from '../../src/web/protocol.js';
import type { Column, Report } from './unpack.js';

const WORD = 2 ** 32;
const NONE = -1;

/** A column's text of a row; null for none. */
export const textAt = ({ texts, places }: Column, row: number): string | null =>
  texts[(places[row] as number) - 1] ?? null;

/** When the event of a row was, in ns since the epoch. */
export const timeAt = ({ numbers: { timeHigh, timeLow } }: Report, row: number): bigint =>
  (BigInt(timeHigh[row] as number) << 32n) | BigInt(timeLow[row] as number);

/** evt.num of a row. */
export const numAt = ({ numbers: { numHigh, numLow } }: Report, row: number): number =>
  (numHigh[row] as number) * WORD + (numLow[row] as number);

/** Columns that were gathered, or are. */
const made = new Map<string, Promise<Column | null>>();

/** A field of all rows, of the details as well; null if no row has it. */
export async function columnOf(report: Report, field: string): Promise<Column | null> {
  const listed = report.columns.get(field);
  if (listed !== undefined) return listed;
  const column = made.get(field) ?? gather(report, field);
  made.set(field, column);
  return column;
}

async function gather(report: Report, field: string): Promise<Column | null> {
  const { blockRows } = report.head;
  const texts: string[] = [];
  const known = new Map<string, number>();
  const places = new Uint32Array(report.count);
  for (let first = 0; first < report.count; first += blockRows) {
    const block = await report.block(first / blockRows);
    const found = block.fields.find((one) => one.field === field);
    if (found === undefined) continue;
    const own = [0, ...found.texts.map((text) => known.get(text) ?? add(text))];
    for (let row = 0; row < block.ends.length; row++)
      places[first + row] = own[found.places === null ? 1 : (found.places[row] as number)] as number;
  }
  return texts.length === 0 ? null : { texts, places };

  function add(text: string): number {
    texts.push(text);
    known.set(text, texts.length);
    return texts.length;
  }
}

/** The event of a row as the list has it; `columns`: of its cells, null for fields that no event has. */
export function listedEvent(report: Report, row: number, columns: readonly (Column | null)[]): ListedEvent {
  return {
    row,
    num: numAt(report, row),
    time: String(timeAt(report, row)),
    colour: (report.numbers.colour[row] as number) - 1,
    cells: columns.map((column) => (column === null ? null : textAt(column, row))),
  };
}

/** The nearest rows of a view that have the same number; `isIn`: whether the view has a row. */
function neighbours(numbers: Uint32Array, row: number, isIn: (row: number) => boolean): Neighbours {
  const own = numbers[row] as number;
  if (own === 0) return { previous: NONE, next: NONE };
  return nearest(numbers, row, (at) => numbers[at] === own && isIn(at));
}

function nearest(numbers: Uint32Array, row: number, isOne: (row: number) => boolean): Neighbours {
  let previous = row - 1;
  while (previous >= 0 && !isOne(previous)) previous--;
  let next = row + 1;
  while (next < numbers.length && !isOne(next)) next++;
  return { previous, next: next < numbers.length ? next : NONE };
}

function fieldsOf(block: ReportBlock, row: number): EventDetails['classes'] {
  const classes = new Map<string, FieldText[]>();
  for (const { class: name, field, texts, places } of block.fields) {
    const text = texts[(places === null ? 1 : (places[row] as number)) - 1];
    if (text === undefined) continue;
    const fields = classes.get(name) ?? [];
    fields.push({ name: field, text });
    classes.set(name, fields);
  }
  return [...classes].map(([name, fields]) => ({ name, fields: inOrder(fields, block.params[row] ?? []) }));
}

const ARGUMENT = 'evt.arg.';

/** Arguments in the order of the event's parameters; a block has them in that of many events. */
function inOrder(fields: readonly FieldText[], params: EventDetails['params']): FieldText[] {
  const place = ({ name }: FieldText): number =>
    name.startsWith(ARGUMENT) ? params.findIndex((param) => param.name === name.slice(ARGUMENT.length)) : -1;
  const isArgument = ({ name }: FieldText): boolean => name.startsWith(ARGUMENT);
  const args = fields.filter(isArgument).sort((a, b) => place(a) - place(b));
  return fields.map((field) => (isArgument(field) ? (args.shift() as FieldText) : field));
}

function bytesOf({ bytes, ends }: ReportBlock, row: number): string {
  return btoa(atob(bytes).slice(ends[row - 1] ?? 0, ends[row]));
}

/** Everything about the event of a row. */
export async function detailsOf(report: Report, row: number, isIn: (row: number) => boolean): Promise<EventDetails> {
  const { blockRows } = report.head;
  const block = await report.block(Math.floor(row / blockRows));
  const inBlock = row % blockRows;
  const { thread, process, descriptor, failed, partner } = report.numbers;
  return {
    row,
    num: numAt(report, row),
    time: String(timeAt(report, row)),
    sentence: block.sentences[inBlock] ?? '',
    classes: fieldsOf(block, inBlock),
    bytes: bytesOf(block, inBlock),
    params: block.params[inBlock] ?? [],
    record: [],
    partner: (partner[row] as number) - 1,
    thread: neighbours(thread, row, isIn),
    process: neighbours(process, row, isIn),
    descriptor: neighbours(descriptor, row, isIn),
    error: nearest(failed, row, (at) => failed[at] === 1 && isIn(at)),
  };
}
