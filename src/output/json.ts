// HOT: once per printed event. No try, spread or iterator here.
import type { ByteText } from '../bytes/byte-text.js';
import type { FieldContext, FieldValue, WriteField } from '../fields/field.js';
import { type FieldUse, isMissing, typeOfUse } from '../filter/operand.js';
import { nanosOf, secondsOf, writeNanos } from '../render/clock.js';
import type { Evt } from '../state/evt.js';
import { type Emit, emittedText, type FormatField, formatFields } from './format.js';
import type { ValueText } from './format-value.js';
import { jsonString } from './json-string.js';
import { beginJsonString, endJsonString, writeJsonString } from './json-text.js';

/** Writes the value of a member; always something. */
type Member = (evt: Evt, out: ByteText) => void;
type Print = (value: NonNullable<FieldValue>, out: ByteText) => void;

const END = 125;

/**
 * Compiles -j: one JSON object for each event with the fields of a format, keys sorted, missing fields null, numbers exact
 * to the last digit, times in ns since the epoch (as sysdig prints it). Throws TextError('FORMAT').
 */
export function compileJsonWriter(format: string, context: FieldContext): Emit {
  const byName = new Map(formatFields(format, context).map((field) => [field.name, field]));
  const names = [...byName.keys()].sort();
  const keys = names.map((name, i) => Buffer.from(`${i === 0 ? '{' : ','}${jsonString(name)}:`, 'latin1'));
  const members = names.map((name) => compileMember(byName.get(name) as FormatField));
  return (evt, out) => {
    for (let i = 0; i < members.length; i++) {
      out.addBytes(keys[i] as Uint8Array);
      (members[i] as Member)(evt, out);
    }
    if (members.length === 0) out.addText('null');
    else out.addByte(END);
    return true;
  };
}

/** The same as text (byte string). Throws TextError('FORMAT'). */
export function compileJson(format: string, context: FieldContext): (evt: Evt) => string | null {
  return emittedText(compileJsonWriter(format, context));
}

function compileMember({ use, extract, text, write }: FormatField): Member {
  if (use.def.isTimeText && use.transformers.length === 0) return writeEventTime;
  if (write !== null) return typeOfUse(use).type === 'charbuf' ? quotedWrite(write) : plainWrite(write);
  const print = printerOf(use, text);
  return (evt, out) => {
    const value = extract(evt);
    if (isMissing(value)) out.addText('null');
    else print(value as NonNullable<FieldValue>, out);
  };
}

function plainWrite(write: WriteField): Member {
  return (evt, out) => {
    if (!write(evt, out)) out.addText('null');
  };
}

function quotedWrite(write: WriteField): Member {
  return (evt, out) => {
    const start = beginJsonString(out);
    if (write(evt, out)) {
      endJsonString(out, start);
      return;
    }
    out.length = start - 1;
    out.addText('null');
  };
}

/** ns since the epoch: all digits, without a number that could not hold them. */
function writeEventTime({ view }: Evt, out: ByteText): void {
  const nanos = nanosOf(view.tsHi, view.tsLo);
  const seconds = secondsOf(view.tsHi, view.tsLo);
  if (seconds === 0) {
    out.addDecimal(nanos);
    return;
  }
  out.addDecimal(seconds);
  writeNanos(out, nanos);
}

const asText =
  (text: ValueText): Print =>
  (value, out) =>
    out.addText(text(value));

const quoted =
  (text: ValueText): Print =>
  (value, out) =>
    writeJsonString(out, text(value));

const asList = asText((values) => `[${(values as readonly string[]).map(jsonString).join(',')}]`);
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
  if (type === 'double') return asDouble;
  if (type === 'ipaddr' || base === 'hex' || base === 'oct') return quoted(text);
  return asItIs;
}
