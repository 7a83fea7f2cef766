import type { FieldContext, FieldValue } from '../fields/field.js';
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

/**
 * Makes a column of a field named as in formats, without the "%". Events that lack it have no key, or where it `mayLack` one that says so.
 * Throws TextError('FORMAT').
 */
export function keyColumn(name: string, context: FieldContext, mayLack: boolean): KeyColumn {
  const { extract, text, use } = fieldAlone(name, context);
  const isQuoted = use.def.base === 'hex' || use.def.base === 'oct' || typeOfUse(use).isList;
  const none = mayLack ? MISSING : null;
  const textOf = (key: Key): string => (typeof key === 'string' ? key : text(key));
  return {
    name,
    keyOf: (evt) => {
      const value = extract(evt);
      if (isMissing(value)) return none;
      return isComposed(value) ? text(value as NonNullable<FieldValue>) : (value as Key);
    },
    text: textOf,
    json: (key) =>
      key === none ? 'null' : typeof key === 'string' || isQuoted ? jsonString(textOf(key)) : String(key),
  };
}
