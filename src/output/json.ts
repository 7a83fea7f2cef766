// HOT: once per printed event. No try, spread or iterator here.
import { renderAddress } from '../decode/address.js';
import type { FieldContext, FieldValue } from '../fields/field.js';
import { isMissing, typeOfUse } from '../filter/operand.js';
import { nanosOf, renderNanos, secondsOf } from '../render/clock.js';
import type { Evt } from '../state/evt.js';
import { type Emit, type FormatField, formatFields } from './format.js';
import { jsonString } from './json-string.js';

type Member = (evt: Evt) => string;
type Print = (value: NonNullable<FieldValue>) => string;

/**
 * Compiles -j: one JSON object for each event with the fields of a format, keys sorted, missing fields null, numbers exact
 * to the last digit, times in ns since the epoch (as sysdig prints it). Throws TextError('FORMAT').
 */
export function compileJson(format: string, context: FieldContext): Emit {
  const byName = new Map(formatFields(format, context).map((field) => [field.name, field]));
  const names = [...byName.keys()].sort();
  const keys = names.map((name, i) => `${i === 0 ? '{' : ','}${jsonString(name)}:`);
  const members = names.map((name) => compileMember(byName.get(name) as FormatField));
  if (names.length === 0) return () => 'null';
  return (evt) => {
    let text = '';
    for (let i = 0; i < members.length; i++) text += (keys[i] as string) + (members[i] as Member)(evt);
    return `${text}}`;
  };
}

function compileMember(field: FormatField): Member {
  if (field.use.def.isTimeText && field.use.transformers.length === 0) return eventTime;
  const print = printerOf(field);
  const { extract } = field;
  return (evt) => {
    const value = extract(evt);
    return isMissing(value) ? 'null' : print(value as NonNullable<FieldValue>);
  };
}

/** ns since the epoch: all digits, without a number that could not hold them. */
function eventTime(evt: Evt): string {
  const { tsHi, tsLo } = evt.view;
  const seconds = secondsOf(tsHi, tsLo);
  const nanos = nanosOf(tsHi, tsLo);
  return seconds === 0 ? String(nanos) : seconds + renderNanos(nanos);
}

function printerOf({ use, text }: FormatField): Print {
  const { type, isList } = typeOfUse(use);
  const base = use.def.typeOf?.(use.arg).base ?? use.def.base;
  if (isList) return (values) => `[${(values as readonly string[]).map(jsonString).join(',')}]`;
  if (type === 'bool') return String;
  if (type === 'double') return (value) => (Number.isInteger(value) ? (value as number).toFixed(1) : String(value));
  if (type === 'ipaddr') return (value) => jsonString(renderAddress(value as Uint8Array));
  if (base === 'hex' || base === 'oct') return (value) => jsonString(text(value));
  return (value) => (typeof value === 'string' ? jsonString(value) : String(value));
}
