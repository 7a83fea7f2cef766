import type { FieldValue } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { type Key, type KeyOf, MISSING_KEY } from '../fields/key-tree.js';
import { readsOf, typesOfSubject } from '../fields/of-subject.js';
import { type FieldUse, isMissing, typeOfUse } from '../filter/operand.js';
import { fieldAlone } from '../output/format.js';
import type { Column, ColumnType, Value } from '../output/rows/column.js';
import { readsOfAll, type SubjectReads } from '../state/subject-reads.js';

/** A field by which events are grouped. */
export interface KeyColumn {
  readonly column: Column;
  readonly keyOf: KeyOf;
  /** One byte by event type: 1 if events of one subject have the same key (typesOfSubject). */
  readonly subjectTypes: Uint8Array;
  /** What it reads of the subjects of rows. */
  readonly reads: SubjectReads;
  /** The value of a row for a key. */
  readonly toValue: (key: Key) => Value;
}

/** Whether a value cannot be compared as a whole, as a Map does. */
const isComposed = (value: FieldValue): boolean => typeof value === 'object';

/** A field by which a table groups events. */
export interface KeyField {
  readonly heading: string;
  /** The field, without the "%" of formats. */
  readonly field: string;
  /** The field to use for events that lack the first one. */
  readonly orElse?: string;
  /** Whether events that lack it count, too. */
  readonly mayLack?: true;
}

function keyOfField(name: string, context: FieldContext): KeyOf {
  const { extract, text } = fieldAlone(name, context);
  return (evt) => {
    const value = extract(evt);
    if (isMissing(value)) return null;
    return isComposed(value) ? text(value as NonNullable<FieldValue>) : (value as Key);
  };
}

function typeOf(type: string, isQuoted: boolean): ColumnType {
  if (type === 'bool') return 'bool';
  return isQuoted || type === 'charbuf' || type === 'fspath' ? 'text' : 'number';
}

function subjectTypes(uses: readonly FieldUse[]): Uint8Array {
  const all = uses.map(typesOfSubject);
  return all.reduce((some, others) => some.map((isOf, type) => isOf & (others[type] as number)));
}

/** Makes a column of a field. Throws TextError('FORMAT'). */
export function keyColumn({ heading, field: name, orElse, mayLack }: KeyField, context: FieldContext): KeyColumn {
  const { text, use } = fieldAlone(name, context);
  const first = keyOfField(name, context);
  const second = orElse === undefined ? null : keyOfField(orElse, context);
  const { type, isList } = typeOfUse(use);
  const uses = orElse === undefined ? [use] : [use, fieldAlone(orElse, context).use];
  const isQuoted = use.def.base === 'hex' || use.def.base === 'oct' || isList;
  const none = mayLack ? MISSING_KEY : null;
  const textOf = (value: Value): string => (typeof value === 'string' ? value : text(value as NonNullable<FieldValue>));
  return {
    column: { name, heading, type: typeOf(type, isQuoted), text: textOf },
    keyOf: second === null && none === null ? first : (evt) => first(evt) ?? second?.(evt) ?? none,
    subjectTypes: subjectTypes(uses),
    reads: readsOfAll(uses.map(({ def }) => readsOf(def))),
    toValue: (key) => (key === none ? null : isQuoted ? textOf(key) : key),
  };
}
