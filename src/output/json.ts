// HOT: once per printed event. No try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import type { FieldValue, WriteField } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { type FieldUse, isMissing, typeOfUse } from '../filter/operand.js';
import { writeEpochNanos } from '../render/clock.js';
import { PARAM_TYPES } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import { emittedText, type FormatField, formatFields } from './format.js';
import type { ValueText } from './format-value.js';
import { jsonString } from './json-string.js';
import { beginJsonString, endJsonString, writeJsonString } from './json-text.js';
import { compileLine, type Emit } from './line.js';

type Print = (value: NonNullable<FieldValue>, out: ByteText) => void;

const NULL = 'null';

/**
 * Compiles -j: one JSON object for each event with the fields of a format, keys sorted, missing fields null, numbers exact
 * to the last digit, times in ns since the epoch (as sysdig prints it). Throws TextError('FORMAT').
 */
// COLD: once per format
export function compileJsonWriter(format: string, context: FieldContext): Emit {
  const byName = new Map(formatFields(format, context).map((field) => [field.name, field]));
  const fields = [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = fields.map((field, i) => ({
    before: `${i === 0 ? '{' : ','}${jsonString(field.name)}:`,
    use: field.use,
    write: memberWriter(field),
    missing: NULL,
    isMasked: false,
  }));
  return compileLine(parts, parts.length === 0 ? NULL : '}');
}

/** The same as text (byte string). Throws TextError('FORMAT'). */
export function compileJson(format: string, context: FieldContext): (evt: Evt) => string | null {
  return emittedText(compileJsonWriter(format, context));
}

function memberWriter({ use, extract, text, write }: FormatField): WriteField {
  if (use.def.isTimeText && use.transformers.length === 0) return writeEventTime;
  if (write !== null) return typeOfUse(use).type === 'charbuf' ? quotedWrite(write) : write;
  const print = printerOf(use, text);
  return (evt, out) => {
    const value = extract(evt);
    if (isMissing(value)) return false;
    print(value as NonNullable<FieldValue>, out);
    return true;
  };
}

function quotedWrite(write: WriteField): WriteField {
  return (evt, out) => {
    const start = beginJsonString(out);
    if (write(evt, out)) {
      endJsonString(out, start);
      return true;
    }
    out.length = start - 1;
    return false;
  };
}

const writeEventTime: WriteField = ({ view }, out) => {
  writeEpochNanos(out, view.tsHi, view.tsLo);
  return true;
};

const asText =
  (text: ValueText): Print =>
  (value, out) =>
    out.addText(text(value));

const quoted =
  (text: ValueText): Print =>
  (value, out) =>
    writeJsonString(out, text(value));

const asItem = (value: string | number): string => (typeof value === 'string' ? jsonString(value) : String(value));
const asList = asText((values) => `[${(values as readonly (string | number)[]).map(asItem).join(',')}]`);
const asDouble = asText((value) => (Number.isInteger(value) ? (value as number).toFixed(1) : String(value)));

const asItIs: Print = (value, out) => {
  if (typeof value === 'string') writeJsonString(out, value);
  else if (Number.isSafeInteger(value)) out.addDecimal(value as number);
  else out.addText(String(value));
};

function printerOf(use: FieldUse, text: ValueText): Print {
  const { type, isList } = typeOfUse(use);
  const base = use.def.typeOf?.(use.arg).base ?? use.def.base;
  if (isList) return asList;
  const { kind } = PARAM_TYPES[type];
  if (kind === 'double') return asDouble;
  if (kind === 'address' || base === 'hex' || base === 'oct') return quoted(text);
  return asItIs;
}
