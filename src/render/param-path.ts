// HOT: once per printed event. No bigint, try, spread or iterator here; plans are made once per parameter.
import type { ByteText } from '../bytes/byte-text.js';
import { decodeText } from '../bytes/text.js';
import { removeUnprintable } from '../decode/printable.js';
import type { ParamDef } from '../schema/event.js';
import { joinPath } from '../state/path.js';
import { textLength, writePrintable } from './printable.js';
import type { Value } from './value.js';

export const AT_FDCWD = -100;
const SLASH = 47;

/** Writes a text as it is, up to its NUL. */
export function writeText(value: Value, out: ByteText): void {
  out.addRange(value.data, value.start, value.start + textLength(value));
}

/** Writes the printable bytes of a path. */
export function writePath(value: Value, out: ByteText): void {
  writePrintable(out, value);
}

/** Directory that a path which begins with no slash is below, ending with a slash; '' where it is not known. */
type FindBase = (value: Value) => string;

/** What a relative path stands for: itself below a base, put together by `join`. '' for absolute and missing ones. */
export function pathBelow(value: Value, findBase: FindBase, join: typeof joinPath): string {
  const { start, view } = value;
  if (value.uint8 === SLASH) return '';
  const path = decodeText(view.bytes, start, start + textLength(value));
  return path === '' || path === '<NA>' || path === '(NULL)' ? '' : join(findBase(value), path);
}

/** Writes the printable bytes of what a relative path stands for. */
export function writePathBelow(findBase: FindBase): (value: Value, out: ByteText) => void {
  return (value, out) => out.addText(removeUnprintable(pathBelow(value, findBase, joinPath)));
}

/** Base of a `fspath`: the directory of the process. */
export const ownBase: FindBase = ({ thread }) => thread?.directory ?? '';

/** Base of a `fsrelpath`: what its directory descriptor stands for. */
export function relativeBase({ dirfd }: ParamDef): FindBase {
  return ({ thread, view }) => {
    if (thread === null || dirfd === undefined) return '';
    const fd = view.int64(dirfd);
    if (fd === AT_FDCWD) return thread.directory;
    const name = thread.findFd(fd)?.name ?? '';
    return name === '' ? '' : `${name}/`;
  };
}
