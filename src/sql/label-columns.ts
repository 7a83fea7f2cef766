import { STORED_ROWS, type StoredColumn } from '../analysis/calls/column-store.js';
import { INT64, type TableColumn, wordBytes, wordsOf } from '../analysis/calls/column-types.js';

/** A column in which all rows of a capture have the same value. */
export interface LabelColumn extends TableColumn {
  /** Its values: the memory of rows, by the index of the capture. */
  readonly of: (capture: number) => StoredColumn;
}

const stored = (data: ArrayBuffer): StoredColumn => ({ data, valid: null, texts: null });

/** Makes the memory of one capture, and keeps it until another one is asked for. */
function lastOf(make: (capture: number) => StoredColumn): LabelColumn['of'] {
  let of = -1;
  let last = stored(new ArrayBuffer(0));
  return (capture) => {
    if (capture !== of) last = make(capture);
    of = capture;
    return last;
  };
}

/** A label that is a safe integer. */
export const numberLabel = (name: string, values: readonly number[]): LabelColumn => ({
  name,
  type: INT64,
  of: lastOf((capture) => stored(new BigInt64Array(STORED_ROWS).fill(BigInt(values[capture] ?? 0)).buffer)),
});

/** A label that is one of a few words: rows cost no string. */
export function wordLabel(name: string, values: readonly string[]): LabelColumn {
  const type = wordsOf(values);
  const numbers = new Map(type.words.map((word, number) => [word, number]));
  const Numbers = wordBytes(type) === 1 ? Uint8Array : Uint16Array;
  const numberOf = (capture: number): number => numbers.get(values[capture] ?? '') ?? 0;
  return { name, type, of: lastOf((capture) => stored(new Numbers(STORED_ROWS).fill(numberOf(capture)).buffer)) };
}
