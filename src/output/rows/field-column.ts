import { ByteText } from '../../bytes/byte-text.js';
import type { FieldValue } from '../../fields/field.js';
import type { FieldContext } from '../../fields/field-context.js';
import { timeValue } from '../../fields/time-value.js';
import { FAMILIES } from '../../filter/families.js';
import { isMissing, typeOfUse } from '../../filter/operand.js';
import { Evt } from '../../state/evt.js';
import type { Subject } from '../../state/subject.js';
import { type FormatField, fieldAlone } from '../format.js';
import type { Column, ColumnType, Value } from './column.js';
import type { EventColumn } from './form.js';

/** Takes a value of a row out of an event, or of a thread or a descriptor without one. */
type ReadValue = (subject: Subject) => Value;

const scratch = new ByteText();

/** Whether -j writes the values of a field as text although they are numbers or bytes. */
export function isQuoted({ use }: FormatField): boolean {
  const base = use.def.typeOf?.(use.arg).base ?? use.def.base;
  return base === 'hex' || base === 'oct' || typeOfUse(use).type === 'ipaddr';
}

function typeOf(field: FormatField): ColumnType {
  const { type, isList } = typeOfUse(field.use);
  if (field.use.def.isTimeText && field.use.transformers.length === 0) return 'time';
  if (isList) return FAMILIES[type] === 'number' ? 'counts' : 'texts';
  if (type === 'double' || type === 'bool') return type;
  return isQuoted(field) || type === 'charbuf' || type === 'fspath' ? 'text' : 'number';
}

function readerOf(field: FormatField): ReadValue {
  const { extract, text, write, use } = field;
  if (typeOf(field) === 'time') return ({ view }) => timeValue(view.tsHi, view.tsLo);
  if (write !== null && typeOfUse(use).type === 'charbuf') return writtenText(write);
  const asText = isQuoted(field) && !typeOfUse(use).isList;
  return (subject) => {
    const value = extract(subject);
    if (isMissing(value)) return null;
    return asText ? text(value as NonNullable<FieldValue>) : (value as Value);
  };
}

function writtenText(write: NonNullable<FormatField['write']>): ReadValue {
  return (subject) => {
    scratch.length = 0;
    return subject instanceof Evt && write(subject, scratch) ? scratch.toText() : null;
  };
}

/** How people see a value of a field. */
function textOf({ text }: FormatField): (value: NonNullable<Value>) => string {
  return (value) => (typeof value === 'string' ? value : text(value as NonNullable<FieldValue>));
}

/** A column of rows for a column of events, and what takes its values out of them. Throws TextError('FORMAT'). */
export function fieldColumn(
  { field: name, heading = name, width = 0, isDuration }: EventColumn,
  context: FieldContext,
): { readonly column: Column; readonly read: ReadValue } {
  const field = fieldAlone(name, context);
  const type = isDuration ? 'duration' : typeOf(field);
  const column = { name, heading, type, width };
  const isByType = type === 'time' || type === 'duration';
  return { column: isByType ? column : { ...column, text: textOf(field) }, read: readerOf(field) };
}
