import type { FieldValue } from '../../fields/field.js';
import { IntColumn } from './int-column.js';

type Matches = (value: NonNullable<FieldValue>) => boolean;

/** What is known of a value in a test. */
const VERDICT = { UNKNOWN: 0, FAILS: 1, PASSES: 2 } as const;

function grown(bytes: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(size);
  larger.set(bytes);
  return larger;
}

/** Lists and addresses are compared by what they contain. */
const keyOf = (value: FieldValue): FieldValue => (typeof value === 'object' && value !== null ? String(value) : value);

/** Values of a field by row. Equal ones are kept once. */
export class ValueColumn {
  /** All values, each once. */
  private readonly distinct: FieldValue[] = [];
  private readonly indices = new Map<FieldValue, number>();
  private readonly rows = new IntColumn();
  private last: FieldValue = null;
  private lastIndex = 0;

  /** Adds the value of the next row, by its index. */
  addIndex(index: number): void {
    this.rows.add(index);
  }

  /** The index of a value, which equal ones have as well. */
  indexOf(value: FieldValue): number {
    // rows that follow one another often have the same value
    if (value === this.last && this.distinct.length > 0) return this.lastIndex;
    this.last = value;
    this.lastIndex = this.lookUp(value);
    return this.lastIndex;
  }

  private lookUp(value: FieldValue): number {
    const key = keyOf(value);
    const known = this.indices.get(key);
    if (known !== undefined) return known;
    const index = this.distinct.push(value) - 1;
    this.indices.set(key, index);
    return index;
  }

  /** The index of the value of a row. */
  indexAt(row: number): number {
    return this.rows.at(row);
  }

  /** The value of a row. */
  at(row: number): FieldValue {
    return this.distinct[this.rows.at(row)] as FieldValue;
  }

  /** Whether a row has a value. */
  has(row: number, value: FieldValue): boolean {
    const own = this.at(row);
    return Object.is(own, value) || (typeof value === 'object' && Object.is(keyOf(own), keyOf(value)));
  }

  /** A test of rows that have a value which matches; asks once for each value. */
  test(matches: Matches): (row: number) => boolean {
    let verdicts = new Uint8Array(this.distinct.length);
    return (row) => {
      const index = this.rows.at(row);
      if (index >= verdicts.length) verdicts = grown(verdicts, 2 * this.distinct.length);
      if (verdicts[index] === VERDICT.UNKNOWN) {
        const value = this.distinct[index] ?? null;
        verdicts[index] = value !== null && matches(value) ? VERDICT.PASSES : VERDICT.FAILS;
      }
      return verdicts[index] === VERDICT.PASSES;
    };
  }
}
