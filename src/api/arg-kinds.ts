import { fromByteString } from '../bytes/text.js';
import type { EventView } from '../decode/event-view.js';
import { exactInt64, exactUint64 } from '../decode/exact-int64.js';
import { argText } from '../fields/evt-arg.js';
import type { ParamDef } from '../schema/event.js';
import type { ParamType } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import type { ArgValue } from './event.js';
import { LIBRARY_CONTEXT } from './library-context.js';

/** How parameters of a type are given out. */
export interface ArgKind {
  /** The type of the values, in TypeScript. */
  readonly type: string;
  /** The value of a parameter that the event has, as something that can be kept; undefined where it has no meaning. */
  readonly read: (evt: Evt, index: number) => ArgValue | undefined;
}

const number = (read: (view: EventView, index: number) => number): ArgKind => ({
  type: 'number',
  read: ({ view }, index) => {
    const value = read(view, index);
    return Number.isNaN(value) ? undefined : value;
  },
});

const uint8 = number((view, index) => view.uint8(index));
const uint16 = number((view, index) => view.uint16(index));
const uint32 = number((view, index) => view.uint32(index));
const int32 = number((view, index) => view.int32(index));
/** Descriptors, tasks and results: exact as numbers (see the 64-bit policy). */
const int64 = number((view, index) => view.int64(index));

const WIDE = 'number | bigint';
const isWhole = (view: EventView, index: number): boolean => view.hasSize(index, 8);
const wideSigned: ArgKind = {
  type: WIDE,
  read: ({ view }, index) => (isWhole(view, index) ? exactInt64(view, index, 0) : undefined),
};
const wideUnsigned: ArgKind = {
  type: WIDE,
  read: ({ view }, index) => {
    if (!isWhole(view, index)) return undefined;
    const value = view.uint64(index);
    return Number.isSafeInteger(value) ? value : exactUint64(view, index);
  },
};

const text: ArgKind = { type: 'string', read: ({ view }, index) => fromByteString(view.text(index)) };

/** Texts that end with a NUL each. */
const texts: ArgKind = {
  type: 'readonly string[]',
  read: ({ view }, index) => {
    const all = fromByteString(view.rawText(index));
    return all === '' ? [] : all.replace(/\0$/, '').split('\0');
  },
};

const bytes: ArgKind = {
  type: 'Uint8Array',
  read: ({ view }, index) => {
    const start = view.paramStart(index);
    return Uint8Array.from(view.bytes.subarray(start, start + view.paramLength(index)));
  },
};

/** What has parts of its own (addresses, lists of descriptors) is given out as it is printed. */
const printed: ArgKind = {
  type: 'string',
  read: (evt, index) => fromByteString(argText(evt, index, LIBRARY_CONTEXT.render)),
};

const KINDS: Partial<Record<ParamType, ArgKind>> = {
  int32,
  int64: wideSigned,
  errno: int64,
  fd: int64,
  pid: int64,
  fd32: int32,
  pid32: int32,
  uint8,
  flags8: uint8,
  enumflags8: uint8,
  sigtype: uint8,
  uint16,
  flags16: uint16,
  enumflags16: uint16,
  syscallid: uint16,
  port: uint16,
  uint32,
  flags32: uint32,
  enumflags32: uint32,
  mode: uint32,
  uid: uint32,
  gid: uint32,
  uint64: wideUnsigned,
  reltime: wideUnsigned,
  abstime: wideUnsigned,
  charbuf: text,
  fspath: text,
  fsrelpath: text,
  charbufarray: texts,
  charbufpairarray: texts,
  bytebuf: bytes,
};

/** Buffers that hold texts, with a NUL behind each. */
const LISTS: ReadonlySet<string> = new Set(['args', 'env', 'cgroups']);

/** How values of a parameter are given out. */
export function argKind({ name, type }: Pick<ParamDef, 'name' | 'type'>): ArgKind {
  if (type === 'bytebuf' && LISTS.has(name)) return texts;
  return KINDS[type] ?? printed;
}
