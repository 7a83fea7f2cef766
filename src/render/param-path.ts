// HOT: once per printed event. No bigint, try, spread or iterator here; plans are made once per parameter.
import type { ByteText } from '../bytes/byte-text.js';
import { decodeText } from '../bytes/text.js';
import { removeUnprintable } from '../decode/printable.js';
import type { ParamDef } from '../schema/event.js';
import { AT_FDCWD, joinPath } from '../state/path.js';
import { textLength, writePrintable } from './printable.js';
import type { Value } from './value.js';

const SLASH = 47;

/** Writes a text unchanged, up to its NUL. */
export function writeText(value: Value, out: ByteText): void {
  out.addRange(value.data, value.start, value.start + textLength(value));
}

/** Writes the printable bytes of a path. */
export function writePath(value: Value, out: ByteText): void {
  writePrintable(out, value);
}

/** Finds the directory that a relative path starts from, ending with a slash; '' if unknown. */
type FindBase = (value: Value) => string;

/** Full path of a relative path: below its base, combined by `join`. '' for absolute and missing paths. */
export function pathBelow(value: Value, findBase: FindBase, join: typeof joinPath): string {
  const { start, view } = value;
  if (value.uint8 === SLASH) return '';
  const path = decodeText(view.bytes, start, start + textLength(value));
  return path === '' || path === '<NA>' || path === '(NULL)' ? '' : join(findBase(value), path);
}

/** Writes the printable bytes of the full path of a relative path. */
export function writePathBelow(findBase: FindBase): (value: Value, out: ByteText) => void {
  return (value, out) => out.addText(removeUnprintable(pathBelow(value, findBase, joinPath)));
}

/** Base of a `fspath`: the directory of the process. */
export const ownBase: FindBase = ({ thread }) => thread?.directory ?? '';

/** Base of a `fsrelpath`: the directory open on its descriptor parameter. */
export function relativeBase({ dirfd }: ParamDef): FindBase {
  return ({ thread, view }) => {
    if (thread === null || dirfd === undefined) return '';
    const fd = view.int64(dirfd);
    if (fd === AT_FDCWD) return thread.directory;
    const name = thread.findFd(fd)?.name ?? '';
    return name === '' ? '' : `${name}/`;
  };
}
