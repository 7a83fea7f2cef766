import { withoutControls } from '../bytes/masked-text.js';
import { decodeCString, decodeText } from '../bytes/text.js';
import type { EventView } from '../decode/event-view.js';
import { exactUint64 } from '../decode/exact-int64.js';
import { findParam } from '../decode/param-index.js';
import { argsContain, infoContains, renderArgs, renderInfo, renderRaw, renderResolved } from '../render/args.js';
import { argsInBytes, infoInBytes } from '../render/args-in-bytes.js';
import type { RenderOptions } from '../render/options.js';
import type { NumberBase, ParamDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { isSignedType, PARAM_TYPES, type ParamType, type ValueKind } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import type { EventKind } from './event-kind.js';
import { type Bind, FieldArgError, type FieldValue, fieldClass, USUAL_DEMANDS } from './field.js';
import { onUse } from './on-use.js';

/** First parameter with each name: evt.rawarg compares values of its type. */
const firstParams = onUse((): ReadonlyMap<string, ParamDef> => {
  const params = EVENTS.flatMap((def) => def.params);
  // of several entries with a key, the last one counts
  return new Map(params.reverse().map((param) => [param.name, param]));
});
const paramNames = onUse(() => [...firstParams().keys()].sort((a, b) => b.length - a.length));

/** Length of the longest parameter name at the start of a text. */
const matchParam = (text: string): number => paramNames().find((name) => text.startsWith(name))?.length ?? 0;

const isIndex = (arg: string): boolean => /^\d+$/.test(arg);

/** Index of a parameter in events of a type; -1 if they have none of that name. */
function indexIn(type: number, arg: string): number {
  if (!isIndex(arg)) return findParam(type, arg);
  return Number(arg) < (EVENTS[type]?.allParams.length ?? 0) ? Number(arg) : -1;
}

/** Index of the parameter by event type, -1 if there is none. Throws FieldArgError for a name that no event has. */
function indexByType(arg: string | null): Int8Array {
  const name = arg ?? '';
  if (!isIndex(name) && !firstParams().has(name)) throw new FieldArgError(`no event has an argument named '${name}'`);
  return Int8Array.from(EVENTS, (_, type) => indexIn(type, name));
}

const ofKind = (kind: EventKind, arg: string | null): null | undefined =>
  indexIn(kind.def.id, arg ?? '') < 0 ? null : undefined;

/** Calls `read` for events with the parameter. */
function bindParam(arg: string | null, read: (evt: Evt, index: number) => FieldValue) {
  const indexes = indexByType(arg);
  return (evt: Evt): FieldValue => {
    const index = indexes[evt.view.type] ?? -1;
    return index < 0 || index >= evt.view.paramCount ? null : read(evt, index);
  };
}

/** The resolved text of a parameter, or else its raw text. */
export function argText(evt: Evt, index: number, options: RenderOptions): string {
  const resolved = renderResolved(evt, index, options);
  return resolved === '' ? renderRaw(evt, index, options) : resolved;
}

type RawReader = (view: EventView, index: number) => FieldValue;

const bytesOf: RawReader = (view, index) => {
  const start = view.paramStart(index);
  return decodeText(view.bytes, start, start + view.paramLength(index));
};
const textOf: RawReader = (view, index) => {
  const start = view.paramStart(index);
  return decodeCString(view.bytes, start, start + view.paramLength(index));
};
const present = (value: number): number | null => (Number.isNaN(value) ? null : value);
const exact: RawReader = (view, index) => {
  const value = view.uint64(index);
  return Number.isSafeInteger(value) ? value : present(value) === null ? null : exactUint64(view, index);
};
const signed64: RawReader = (view, index) => {
  const value = view.int64(index);
  if (Number.isSafeInteger(value)) return value;
  return present(value) === null ? null : BigInt.asIntN(64, exactUint64(view, index));
};
const narrow =
  (read: (view: EventView, index: number) => number): RawReader =>
  (view, index) =>
    present(read(view, index));

/** A number of fewer than 32 bits, which views read as unsigned. */
const withSign = (bits: number, read: (view: EventView, index: number) => number): RawReader =>
  narrow((view, index) => {
    const value = read(view, index);
    return Number.isNaN(value) ? value : (value << (32 - bits)) >> (32 - bits);
  });

/** Readers of numbers by size in bytes. */
const UNSIGNED: Readonly<Record<number, RawReader>> = {
  1: narrow((view, index) => view.uint8(index)),
  2: narrow((view, index) => view.uint16(index)),
  4: narrow((view, index) => view.uint32(index)),
  8: exact,
};
const SIGNED: Readonly<Record<number, RawReader>> = {
  1: withSign(8, (view, index) => view.uint8(index)),
  2: withSign(16, (view, index) => view.uint16(index)),
  4: narrow((view, index) => view.int32(index)),
  8: signed64,
};

const NUMBERS: ReadonlySet<ValueKind> = new Set([
  'int',
  'int53',
  'int64',
  'duration',
  'flags',
  'enum',
  'signal',
  'code',
  'account',
]);

const isNumeric = (type: ParamType): boolean => NUMBERS.has(PARAM_TYPES[type].kind);
const isText = (type: ParamType): boolean => PARAM_TYPES[type].kind === 'text';

/** How the raw value of a parameter is read: as number or text, else as bytes. */
function rawReader(type: ParamType): RawReader {
  if (isText(type)) return textOf;
  return (isNumeric(type) ? (isSignedType(type) ? SIGNED : UNSIGNED)[PARAM_TYPES[type].width] : undefined) ?? bytesOf;
}

const RAW_READERS = Object.fromEntries(
  (Object.keys(PARAM_TYPES) as ParamType[]).map((type) => [type, rawReader(type)]),
) as Readonly<Record<ParamType, RawReader>>;

function rawValue(evt: Evt, index: number): FieldValue {
  const type = evt.view.def?.allParams[index]?.type ?? 'none';
  return RAW_READERS[type](evt.view, index);
}

/** A number, converted to the base of its event's parameter if it differs from that of the field. */
function inBase(value: FieldValue, base: NumberBase, usual: NumberBase): FieldValue {
  if (value === null || base === usual) return value;
  const radix = base === 'hex' ? 16 : base === 'oct' ? 8 : 10;
  const number = value as number | bigint;
  const bits = number < 0 && radix !== 10 ? BigInt.asUintN(64, BigInt(number)) : number;
  return bits.toString(radix).toUpperCase();
}

/** Masks text that could be mistaken for lines of data next to it. */
const besideData = (value: FieldValue, { guard }: RenderOptions): FieldValue =>
  guard !== undefined && typeof value === 'string' ? withoutControls(value) : value;

const bindRawText: Bind<Evt> = (arg, { render }) => {
  const base = firstParams().get(arg ?? '')?.base ?? 'dec';
  return bindParam(arg, (evt, index) => {
    const type = evt.view.def?.allParams[index]?.type ?? 'none';
    if (isNumeric(type)) return inBase(rawValue(evt, index), evt.view.def?.allParams[index]?.base ?? 'dec', base);
    const isThere = evt.view.paramLength(index) > 0;
    // unlike evt.arg, unprintable bytes are kept
    if (isText(type)) return isThere ? besideData(textOf(evt.view, index), render) : null;
    return isThere ? renderRaw(evt, index, render) : besideData(rawValue(evt, index), render);
  });
};

/** Maximum that the reference prints of a buffer as plain text without another limit (-v, -j). */
const MOST_SHOWN = 1021;

const shownBuffer = (text: string, { maxLength, buffers }: RenderOptions): string =>
  maxLength === 0 && (buffers === 'normal' || buffers === 'json') ? text.slice(0, MOST_SHOWN) : text;

/** The arguments of calls: all as text, one as text, one as raw value. */
export const EVT_ARG_FIELDS = fieldClass(
  'evt',
  [
    {
      name: 'evt.args',
      type: 'charbuf',
      mayHoldLines: true,
      cost: 50,
      display: 'Arguments',
      description: 'All arguments as name=value, with the resolved value in parentheses.',
      bind:
        (_, { render }) =>
        (evt) =>
          renderArgs(evt, render),
      bindContains: (text, { render }) => {
        const part = Buffer.from(text, 'latin1');
        return (evt) => argsContain(evt, render, part);
      },
      inBytes: (text, { render }) => {
        const found = argsInBytes(text, render);
        return found === null ? null : { ...found, orInFdName: true };
      },
    },
    {
      name: 'evt.arg',
      type: 'charbuf',
      mayHoldLines: true,
      arg: 'required',
      cost: 20,
      display: 'Argument',
      description:
        'One argument by name or number, evt.arg.path or evt.arg[0]: its resolved value, or else its raw text.',
      matchArg: matchParam,
      ofKind,
      bind: (arg, { render }) => bindParam(arg, (evt, index) => argText(evt, index, render)),
    },
    {
      name: 'evt.rawarg',
      type: 'dyn',
      mayHoldLines: true,
      arg: 'required',
      noTransformer: true,
      noRhs: true,
      cost: 5,
      display: 'Raw Argument',
      description: 'One argument by name as raw number or bytes: evt.rawarg.res.',
      matchArg: matchParam,
      typeOf: (arg) => {
        const { type, base } = firstParams().get(arg ?? '') ?? { type: 'dyn', base: 'dec' };
        return { type, base };
      },
      ofKind,
      bind: (arg) => bindParam(arg, rawValue),
      bindText: bindRawText,
    },
    {
      name: 'evt.info',
      type: 'charbuf',
      mayHoldLines: true,
      cost: 50,
      display: 'Information',
      description: 'Like evt.args, but the message for a write to the system log.',
      bind:
        (_, { render }) =>
        (evt) =>
          renderInfo(evt, render),
      bindContains: (text, { render }) => {
        const part = Buffer.from(text, 'latin1');
        return (evt) => infoContains(evt, render, part);
      },
      inBytes: (text, { render }) => {
        const found = infoInBytes(text, render);
        return found === null ? null : { ...found, orInFdName: true };
      },
    },
    {
      name: 'evt.buffer',
      type: 'bytebuf',
      mayHoldLines: true,
      cost: 10,
      display: 'Buffer',
      description: 'The bytes that a call read or wrote, as many as were captured.',
      ofKind: (kind) => ofKind(kind, 'data'),
      bind: () => bindParam('data', (evt, index) => bytesOf(evt.view, index)),
      inBytes: (part) => ({ part, types: new Uint8Array(EVENTS.length).fill(1), orInFdName: false }),
      bindText: (_, { render }) =>
        bindParam('data', (evt, index) => shownBuffer(renderRaw(evt, index, render), render)),
    },
  ],
  USUAL_DEMANDS,
);
