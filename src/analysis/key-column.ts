import type { FieldValue } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { isMissing, typeOfUse } from '../filter/operand.js';
import { fieldAlone } from '../output/format.js';
import { jsonString } from '../output/json-string.js';
import type { Key, KeyOf } from './key-tree.js';

/** A field that events are grouped by, ready to be asked for and written. */
export interface KeyColumn {
  /** The field as it is written, its name in JSON. */
  readonly name: string;
  readonly keyOf: KeyOf;
  /** For people; a byte string. */
  readonly text: (key: Key) => string;
  readonly json: (key: Key) => string;
}

/** Stands for a field that events lack. */
const MISSING = '<NA>';

/** Whether a value of it cannot be compared as a whole, as a Map does. */
const isComposed = (value: FieldValue): boolean => typeof value === 'object';

/** A field of a table as a row of data names it, without the "%" of formats. */
export interface KeyField {
  readonly heading: string;
  readonly field: string;
  /** What is asked where an event lacks it. */
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

/** Makes a column of a field. Throws TextError('FORMAT'). */
export function keyColumn({ field, orElse, mayLack }: KeyField, context: FieldContext): KeyColumn {
  const { text, use } = fieldAlone(field, context);
  const first = keyOfField(field, context);
  const second = orElse === undefined ? null : keyOfField(orElse, context);
  const isQuoted = use.def.base === 'hex' || use.def.base === 'oct' || typeOfUse(use).isList;
  const none = mayLack ? MISSING : null;
  const textOf = (key: Key): string => (typeof key === 'string' ? key : text(key));
  return {
    name: field,
    keyOf: second === null && none === null ? first : (evt) => first(evt) ?? second?.(evt) ?? none,
    text: textOf,
    json: (key) =>
      key === none ? 'null' : typeof key === 'string' || isQuoted ? jsonString(textOf(key)) : String(key),
  };
}
