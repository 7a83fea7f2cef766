import { toByteString } from '../bytes/text.js';
import type { ColumnType, Value } from '../output/rows/column.js';

/** Values of a column: how they are called, whether one fits, how it is passed on, and the width of its text. */
interface ValueKind {
  readonly expected: string;
  readonly fits: (value: unknown) => boolean;
  readonly convert: (value: never) => NonNullable<Value>;
  readonly width: number;
}

const same = (value: NonNullable<Value>): NonNullable<Value> => value;
const isNumber = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isWhole = (value: unknown): boolean => typeof value === 'bigint' || Number.isSafeInteger(value);
const listOf = (fits: (value: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(fits);
const isText = (value: unknown): boolean => typeof value === 'string';

const whole = (width: number): ValueKind => ({ expected: 'a whole number', fits: isWhole, convert: same, width });
const amount = (width: number): ValueKind => ({ ...whole(width), convert: (value: number | bigint) => Number(value) });

/** The values of each type of column. */
export const VALUES: Readonly<Record<ColumnType, ValueKind>> = {
  count: whole(10),
  number: whole(10),
  double: { expected: 'a number', fits: isNumber, convert: same, width: 10 },
  bool: { expected: 'true or false', fits: (value) => typeof value === 'boolean', convert: same, width: 5 },
  bytes: amount(9),
  duration: amount(9),
  cpu: amount(7),
  time: { expected: 'a bigint', fits: (value) => typeof value === 'bigint', convert: same, width: 18 },
  second: { expected: 'a whole number', fits: Number.isSafeInteger, convert: same, width: 8 },
  text: { expected: 'a text', fits: isText, convert: toByteString, width: 20 },
  texts: {
    expected: 'a list of texts',
    fits: listOf(isText),
    convert: (values: readonly string[]) => values.map(toByteString),
    width: 20,
  },
  counts: { expected: 'a list of numbers', fits: listOf(isNumber), convert: same, width: 20 },
};
