// HOT: once per printed event. No allocation, bigint, try, spread or iterator here; shortcuts are made once per parameter.
import { ByteText } from '../bytes/byte-text.js';
import { Chunk } from '../bytes/chunk.js';
import { ChunkMemory } from '../bytes/chunk-memory.js';
import { PARAM_TYPES, type ParamType } from '../schema/param-types.js';
import { labelOf } from './fd-label.js';
import { writeHex64, writeSigned64 } from './number.js';
import type { WriteValue } from './param.js';
import { writeText } from './param-path.js';
import { absolutePath, relativePath } from './path-shortcut.js';
import { writeMasked } from './printable.js';
import type { Shortcut } from './shortcut.js';
import { READ_BITS, type Value } from './value.js';

const WIDTH_32 = 4;
const WIDTH_64 = 8;
const NULL_LENGTH = 6;
const NO_NUMBER = 0xffffffff;
const scratch = new ByteText();

function textOf(write: WriteValue, value: Value): Chunk {
  scratch.length = 0;
  write(value, scratch);
  return Chunk.ofBytes(scratch.view, 0, scratch.length);
}

/** Small numbers whose text depends on nothing else. */
const remembered: Shortcut = (general, { type }) => {
  const { width } = PARAM_TYPES[type];
  const read = READ_BITS[width] as (value: Value) => number;
  const memory = new ChunkMemory<number>();
  return (value, out) => {
    if (value.length !== width) {
      general(value, out);
      return;
    }
    const bits = read(value);
    out.addChunk(memory.find(bits) ?? memory.keep(bits, textOf(general, value)));
  };
};

/** Numbers without a resolved form. Other bases are left out: they are permissions and devices, which are rare. */
const number32: Shortcut = (general, param) => {
  if (param.base !== 'dec') return remembered(general, param);
  return (value, out) => {
    if (value.length === WIDTH_32) out.addDecimal(value.int32);
    else general(value, out);
  };
};

const number64: Shortcut = (general, { base }) => {
  if (base === 'oct') return general;
  const write = base === 'hex' ? writeHex64 : writeSigned64;
  return (value, out) => {
    if (value.length === WIDTH_64) write(out, value.hi, value.lo);
    else general(value, out);
  };
};

/** Results: errors are rare and of few kinds, so their text is cached. */
const result: Shortcut = (general) => {
  const memory = new ChunkMemory<number>();
  return (value, out) => {
    if (value.length !== WIDTH_64) general(value, out);
    else if (value.hi === 0) out.addDecimal(value.lo);
    else if (value.hi === NO_NUMBER)
      out.addChunk(memory.find(value.lo) ?? memory.keep(value.lo, textOf(general, value)));
    else general(value, out);
  };
};

const descriptor: Shortcut = (general) => (value, out) => {
  if (value.length !== WIDTH_64 || value.hi !== 0) {
    general(value, out);
    return;
  }
  const { lo, thread } = value;
  out.addDecimal(lo);
  const info = thread === null ? null : thread.findFd(lo);
  if (info !== null) out.addChunk(labelOf(info, lo).chunk);
};

const text: Shortcut = (general) => (value, out) => {
  const start = out.length;
  if (value.length > 0) writeText(value, out);
  if (value.length > 0 && out.length - start !== NULL_LENGTH) return;
  // there is no value, or it may be the text for none
  out.length = start;
  general(value, out);
};

const buffer: Shortcut = (general) => (value, out) => {
  const { length, options } = value;
  if (length === 0 || options.buffers !== 'normal' || length > options.maxLength) general(value, out);
  else writeMasked(out, value);
};

/** Types whose values can be written faster than by their plan; the text is the same. */
export const SHORTCUTS: Partial<Record<ParamType, Shortcut>> = {
  errno: result,
  fd: descriptor,
  charbuf: text,
  bytebuf: buffer,
  fspath: absolutePath,
  fsrelpath: relativePath,
  int32: number32,
  uint32: number32,
  int64: number64,
  uint64: number64,
  flags8: remembered,
  flags16: remembered,
  flags32: remembered,
  enumflags8: remembered,
  enumflags16: remembered,
  enumflags32: remembered,
  mode: remembered,
  syscallid: remembered,
  sigtype: remembered,
};
