// HOT: once per printed event. No bigint, try, spread or iterator here; plans are made once per parameter.
import type { ByteText } from '../bytes/byte-text.js';
import { decodeText } from '../bytes/text.js';
import { removeUnprintable } from '../decode/printable.js';
import type { ParamDef } from '../schema/event.js';
import { joinPath } from '../state/path.js';
import { findTextEnd, writePrintable } from './printable.js';
import type { Value } from './value.js';

const AT_FDCWD = -100;
const SLASH = 47;

/** Writes a text as it is, up to its NUL. */
export function writeText(value: Value, out: ByteText): void {
  const { bytes } = value.view;
  out.addRange(bytes, value.start, findTextEnd(bytes, value.start, value.end));
}

/** Writes the printable bytes of a path. */
export function writePath(value: Value, out: ByteText): void {
  const { bytes } = value.view;
  const end = findTextEnd(bytes, value.start, value.end);
  writePrintable(out, bytes, { start: value.start, end });
}

/** Directory that a path which begins with no slash is below, ending with a slash; '' where it is not known. */
type FindBase = (value: Value) => string;

/** What a relative path stands for: itself below a base. Nothing for absolute and missing ones. */
export function writePathBelow(findBase: FindBase): (value: Value, out: ByteText) => void {
  return (value, out) => {
    const { bytes } = value.view;
    const { start } = value;
    if (bytes[start] === SLASH) return;
    const path = decodeText(bytes, start, findTextEnd(bytes, start, value.end));
    if (path === '' || path === '<NA>' || path === '(NULL)') return;
    out.addText(removeUnprintable(joinPath(findBase(value), path)));
  };
}

/** Base of a `fsrelpath`: what its directory descriptor stands for. */
export function relativeBase({ dirfd }: ParamDef): FindBase {
  return (value) => {
    const thread = value.evt?.thread;
    if (thread === null || thread === undefined || dirfd === undefined) return '';
    const fd = value.view.int64(dirfd);
    if (fd === AT_FDCWD) return thread.directory;
    const name = thread.findFd(fd)?.name ?? '';
    return name === '' ? '' : `${name}/`;
  };
}
