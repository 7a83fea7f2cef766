import type { FieldInfo } from '../../src/web/protocol.js';
import { withoutArgument } from '../text/field-names.js';
import { type Comparison, type Filter, isPlainText, parseFilter, refusal, soughtText } from './parse-filter.js';
import { columnOf, numAt, timeAt } from './rows.js';
import type { Column, Report } from './unpack.js';

/** Whether a row passes. */
type Test = (row: number) => boolean;
/** Whether a text passes, given the values. */
type TextTest = (text: string, values: readonly string[]) => boolean;

const INTEGER = /^-?\d+$/;
/** Types whose values are texts, or words for truth. */
const WORDS = new Set(['charbuf', 'fspath', 'bytebuf', 'bool']);

const first = (values: readonly string[]): string => values[0] ?? '';
const lower = (text: string): string => text.toLowerCase();

/** Less, the same or more than a number: -1, 0, 1; null if one is none. */
function order(text: string, value: string): number | null {
  if (!INTEGER.test(text) || !INTEGER.test(value)) return null;
  const [a, b] = [BigInt(text), BigInt(value)];
  return a < b ? -1 : a > b ? 1 : 0;
}

const isSame = (text: string, value: string): boolean => text === value || order(text, value) === 0;

/** Comparisons of the texts that are shown. */
const TESTS: Readonly<Record<string, TextTest>> = {
  '=': (text, values) => isSame(text, first(values)),
  '==': (text, values) => isSame(text, first(values)),
  '!=': (text, values) => !isSame(text, first(values)),
  '<': (text, values) => order(text, first(values)) === -1,
  '>': (text, values) => order(text, first(values)) === 1,
  '<=': (text, values) => (order(text, first(values)) ?? 1) <= 0,
  '>=': (text, values) => (order(text, first(values)) ?? -1) >= 0,
  in: (text, values) => values.some((value) => isSame(text, value)),
  contains: (text, values) => text.includes(first(values)),
  icontains: (text, values) => lower(text).includes(lower(first(values))),
  startswith: (text, values) => text.startsWith(first(values)),
  endswith: (text, values) => text.endsWith(first(values)),
  exists: () => true,
};
const IN_ORDER = new Set(['<', '>', '<=', '>=']);

/** What rows have besides texts. */
const NUMBERS: Readonly<Record<string, (report: Report, row: number) => string>> = {
  'evt.num': (report, row) => String(numAt(report, row)),
  'evt.rawtime': (report, row) => String(timeAt(report, row)),
};

/** Throws RefusedError 400 for what a report would answer in another way than the program. */
function check(text: string, { field, operator, values, start }: Comparison, known: FieldInfo | undefined): void {
  if (TESTS[operator] === undefined)
    throw refusal(text, start, `a report knows ${Object.keys(TESTS).join(' ')}; sysshark ui knows all operators`);
  const isNumeric = known !== undefined && !WORDS.has(known.type);
  const wrong = values.find(
    (value) => !INTEGER.test(value) && (IN_ORDER.has(operator) || (isNumeric && value.includes('/'))),
  );
  if (wrong !== undefined) throw refusal(text, start, `a report compares ${field} with whole numbers only`);
}

/** Tests rows by a column: each text is judged once. */
function byColumn({ texts, places }: Column, judge: (text: string) => boolean): Test {
  const verdicts = new Uint8Array(texts.length + 1);
  texts.forEach((text, index) => {
    verdicts[index + 1] = judge(text) ? 1 : 0;
  });
  return (row) => verdicts[places[row] as number] === 1;
}

const fieldOf = ({ head }: Report, field: string): FieldInfo | undefined =>
  head.fields.find(({ name }) => name === field);

async function compareTest(report: Report, text: string, comparison: Comparison): Promise<Test> {
  const { field, operator, values, start } = comparison;
  check(text, comparison, fieldOf(report, field) ?? fieldOf(report, withoutArgument(field)));
  const test = TESTS[operator] as TextTest;
  const number = NUMBERS[field];
  if (number !== undefined) return (row) => test(number(report, row), values);
  const column = await columnOf(report, field);
  if (column === null)
    throw refusal(text, start, `no event of this report shows ${field}; a capture can be filtered by more fields`);
  return byColumn(column, (found) => test(found, values));
}

async function testOf(report: Report, text: string, filter: Filter): Promise<Test> {
  if (filter.kind === 'compare') return compareTest(report, text, filter);
  if (filter.kind === 'not') {
    const test = await testOf(report, text, filter.part);
    return (row) => !test(row);
  }
  const tests: Test[] = [];
  for (const part of filter.parts) tests.push(await testOf(report, text, part));
  return filter.kind === 'all' ? (row) => tests.every((test) => test(row)) : (row) => tests.some((test) => test(row));
}

/** A text that is looked for in the columns of the list, in any case. */
async function findTest(report: Report, text: string): Promise<Test> {
  const sought = lower(soughtText(text));
  const tests: Test[] = [];
  for (const { field } of report.head.capture.columns) {
    const column = await columnOf(report, field);
    if (column !== null) tests.push(byColumn(column, (found) => lower(found).includes(sought)));
  }
  return (row) => tests.some((test) => test(row));
}

/** The rows that a filter accepts: comparisons of shown texts, or a text that is looked for; empty for all. Throws RefusedError 400. */
export async function rowsOf(report: Report, text: string): Promise<Uint32Array> {
  const all = Uint32Array.from({ length: report.count }, (_, row) => row);
  if (text === '') return all;
  const test = isPlainText(text) ? await findTest(report, text) : await testOf(report, text, parseFilter(text));
  return all.filter(test);
}
