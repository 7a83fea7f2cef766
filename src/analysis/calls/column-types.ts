/** How the values of a column are stored, and the type that they have in SQL. */
export type ColumnType =
  | { readonly kind: 'int32' }
  | { readonly kind: 'int64' }
  /** ns since the epoch. */
  | { readonly kind: 'time' }
  /** One of a fixed set of words, in the order in which they sort. */
  | { readonly kind: 'word'; readonly words: readonly string[] }
  /** Names, most of which come again: each is sent once. */
  | { readonly kind: 'name' }
  /** Text that does not come again. */
  | { readonly kind: 'text' }
  | { readonly kind: 'bytes' };

/** A column of a table. */
export interface TableColumn {
  readonly name: string;
  readonly type: ColumnType;
}

export const INT32 = { kind: 'int32' } as const satisfies ColumnType;
export const INT64 = { kind: 'int64' } as const satisfies ColumnType;
export const TIME = { kind: 'time' } as const satisfies ColumnType;
export const NAME = { kind: 'name' } as const satisfies ColumnType;
export const TEXT = { kind: 'text' } as const satisfies ColumnType;
export const BYTES = { kind: 'bytes' } as const satisfies ColumnType;

/** Some words as a type; they are sorted, and each counts once. */
export const wordsOf = (words: Iterable<string>): ColumnType & { readonly kind: 'word' } => ({
  kind: 'word',
  words: [...new Set(words)].sort(),
});

/** Most words whose numbers have one byte. */
const BYTE_WORDS = 255;

/** Bytes of the number of a word. */
export const wordBytes = ({ words }: { readonly words: readonly string[] }): 1 | 2 =>
  words.length <= BYTE_WORDS ? 1 : 2;
