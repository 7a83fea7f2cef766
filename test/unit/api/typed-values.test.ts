import { describe, expect, test } from '@jest/globals';
import { LIBRARY_CONTEXT } from '../../../src/api/library-context.js';
import { ViewedEvent } from '../../../src/api/viewed-event.js';
import { fromByteString } from '../../../src/bytes/text.js';
import { BUILT_IN_FIELDS } from '../../../src/fields/built-in.js';
import type { FieldDef } from '../../../src/fields/field.js';
import { emittedText } from '../../../src/output/format.js';
import { compileJson } from '../../../src/output/json.js';
import { writeObject } from '../../../src/output/ndjson/event.js';
import { EF, type EventDef, type ParamDef } from '../../../src/schema/event.js';
import { EVENTS } from '../../../src/schema/events.js';
import { PARAM_TYPES, type ParamType, type ValueKind } from '../../../src/schema/param-types.js';
import { valueKind } from '../../../src/schema/value-kind.js';
import { EventRun } from '../../helpers/event-run.js';
import { Dice, sampleParam } from '../../helpers/event-samples.js';
import { bytesOf, type JsonEvent, type JsonText } from '../../helpers/ndjson.js';
import { RandomCalls } from '../../helpers/random-capture.js';
import { TIDS_UP } from '../../helpers/random-tasks.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';

const SAMPLES = 8;
const EVENTS_OF_FIELDS = 200;
/** Number of parameters tested for each type, and names of parameters that are always tested. */
const NAMES = 4;
const LISTS = /^(?:args|env|cgroups|data)$/;
/** Values of any length, with and without a meaning. */
const STRANGE_BYTES = ['', '\0', '(NULL)\0', '<NA>\0', 'a\0b\0', 'a\0b', '\0\0', 'gr\xc3\xb6\xc3\x9fe\0', '\xff\0'];

/** All values that a parameter is tested with. */
function samplesOf(param: ParamDef, dice: Dice): readonly Buffer[] {
  const { width } = PARAM_TYPES[param.type];
  const some = Array.from({ length: SAMPLES }, () => sampleParam(param, dice));
  const kind = valueKind(param);
  if (width > 0) return [...some, Buffer.alloc(0), Buffer.alloc(width, 0xff), Buffer.alloc(width, 0x80)];
  const isOfBytes = kind === 'text' || kind === 'texts' || kind === 'bytes' || kind === 'data';
  return isOfBytes ? [...some, ...STRANGE_BYTES.map((text) => Buffer.from(text, 'latin1'))] : some;
}

const textOf = (text: JsonText): string => fromByteString(bytesOf(text).toString('latin1'));

/** The library's value for a parameter whose value has its own type: a number, text or bytes. */
function libraryDyn(json: unknown): unknown {
  if (typeof json === 'number') return json;
  if (typeof json === 'string')
    return /^-?\d{16,}$/.test(json) ? BigInt(json) : fromByteString(bytesOf(json).toString('latin1'));
  const { value, data, base64 } = json as { value?: number; data?: JsonText; base64?: string };
  if (value !== undefined) return value;
  return data === undefined ? textOf({ base64: base64 as string }) : Uint8Array.from(bytesOf(data));
}

/** The library's value for a value that NDJSON has as `json`. Structured values are text in the library, which is not compared. */
const LIBRARY_VALUE: Readonly<Record<ValueKind, (json: never) => unknown>> = {
  none: () => undefined,
  int: (json: number) => json,
  int53: Number,
  int64: (json: number | string) => (typeof json === 'string' ? BigInt(json) : json),
  duration: (json: number | string) => (typeof json === 'string' ? BigInt(json) : json),
  flags: (json: { value: number }) => json.value,
  enum: (json: { value: number }) => json.value,
  signals: (json: { value: number }) => json.value,
  signal: (json: { value: number }) => json.value,
  code: (json: { value: number }) => json.value,
  account: (json: number) => json,
  bool: (json: boolean) => json,
  double: (json: number) => json,
  text: textOf,
  texts: (json: readonly JsonText[]) => json.map(textOf),
  bytes: (json: { data: JsonText }) => Uint8Array.from(bytesOf(json.data)),
  data: (json: { data: JsonText }) => Uint8Array.from(bytesOf(json.data)),
  address: (json: string) => json,
  net: () => undefined,
  sockaddr: () => expect.any(String),
  socktuple: () => expect.any(String),
  fdlist: () => expect.any(String),
  dyn: libraryDyn,
};

/** The library leaves out what NDJSON has as null; data of a call that moved none is empty. */
function libraryValue(kind: ValueKind, json: unknown): unknown {
  if (json === null || json === undefined) return kind === 'data' && json === null ? new Uint8Array() : undefined;
  return LIBRARY_VALUE[kind](json as never);
}

/** The arguments of an event in the library, and its object in NDJSON. */
function bothForms(parts: EventParts): { readonly args: Readonly<Record<string, unknown>>; readonly json: JsonEvent } {
  const run = new EventRun(sampleHeader());
  run.apply(parts);
  const json = JSON.parse(Buffer.from(emittedText(writeObject)(run.evt) ?? '', 'latin1').toString()) as JsonEvent;
  return { args: new ViewedEvent(run.evt, LIBRARY_CONTEXT).args, json };
}

interface EventParam {
  readonly def: EventDef;
  readonly index: number;
}

/** The parameters of a type that are tested: a few of each kind, with different names. */
function paramsOf(type: ParamType): readonly EventParam[] {
  const found = new Map<string, EventParam>();
  for (const def of EVENTS.filter(({ flags }) => (flags & EF.UNUSED) === 0))
    for (const [index, param] of def.allParams.entries())
      if (param.type === type && (found.size < NAMES || LISTS.test(param.name))) found.set(param.name, { def, index });
  return [...found.values()];
}

const USED_TYPES = (Object.keys(PARAM_TYPES) as ParamType[]).filter((type) => paramsOf(type).length > 0);

describe('a parameter has the same typed value in NDJSON and in the library', () => {
  test.each(USED_TYPES)('of type %s', (type) => {
    const dice = new Dice(PARAM_TYPES[type].id);
    for (const { def, index } of paramsOf(type)) {
      const param = def.allParams[index] as ParamDef;
      for (const sample of samplesOf(param, dice)) {
        const params = def.allParams.map((other, i) => (i === index ? sample : sampleParam(other, dice)));
        const lengthSize = (def.flags & EF.LARGE_PAYLOAD) === 0 ? 2 : 4;
        const { args, json } = bothForms({ type: def.id, tid: 1n, params, lengthSize });
        const where = `${def.code}.${param.name}: ${sample.subarray(0, 20).toString('latin1')}`;
        expect([where, args[param.name]]).toEqual([where, libraryValue(valueKind(param), json.args[param.name])]);
      }
    }
  });
});

const isTested = (field: FieldDef): boolean =>
  !field.isFilterOnly && field.arg !== 'required' && !field.isStateful && !field.isTimeText;

/** The library's value for a field that -j has as `json`. */
function libraryField({ type, base, isList }: FieldDef, json: unknown): unknown {
  if (json === null) return null;
  if (isList || typeof json === 'boolean' || PARAM_TYPES[type].kind === 'address') return json;
  if (PARAM_TYPES[type].kind === 'bytes') return expect.any(Uint8Array);
  const digits = typeof json === 'string' ? /^(-?\d+)n$/.exec(json)?.[1] : undefined;
  if (digits !== undefined) return Number.isSafeInteger(Number(digits)) ? Number(digits) : BigInt(digits);
  if (typeof json === 'string' && base !== 'dec' && PARAM_TYPES[type].kind !== 'text')
    return Number.parseInt(json, base === 'hex' ? 16 : 8);
  return json;
}

const EXACT_NUMBER = /:(-?\d{16,})(?=[,}])/g;

/** Whether two values are identical, or cannot be compared: -j writes bytes that are not UTF-8 as the reference does. */
const isSame = (value: unknown, expected: unknown): boolean =>
  value === expected || (typeof value === 'string' && value.includes('\ufffd'));

describe('a field has the same typed value in JSON and in the library', () => {
  const types = [...new Set(BUILT_IN_FIELDS.fields.filter(isTested).map(({ type }) => type))];
  const { events } = new RandomCalls(new Dice(5)).fill(EVENTS_OF_FIELDS);

  test.each(types)('of type %s', (type) => {
    const fields = BUILT_IN_FIELDS.fields.filter((field) => field.type === type && isTested(field));
    const write = compileJson(fields.map(({ name }) => `%${name}`).join(' '), LIBRARY_CONTEXT);
    const run = new EventRun(sampleHeader(TIDS_UP));
    let found = 0;
    for (const parts of events) {
      if (!run.apply(parts)) continue;
      const text = Buffer.from(write(run.evt) ?? '', 'latin1').toString();
      const json = JSON.parse(text.replace(EXACT_NUMBER, ':"$1n"')) as Record<string, unknown>;
      const event = new ViewedEvent(run.evt, LIBRARY_CONTEXT);
      for (const field of fields) {
        const value = event.field(field.name as 'evt.num');
        if (value !== null) found++;
        const expected = libraryField(field, json[field.name]);
        // most are identical, and expect() is slow
        if (!isSame(value, expected)) expect([field.name, value]).toEqual([field.name, expected]);
      }
    }
    expect(found).toBeGreaterThan(0);
  });
});
