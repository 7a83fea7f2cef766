import { ownText } from '../bytes/text.js';
import { isPrintable, maskUnprintable } from '../decode/printable.js';

/** In place of a directory descriptor: the working directory (fcntl.h). */
export const AT_FDCWD = -100;

const SLASH = 0x2f;
const DOT = 0x2e;
/** Longest path that the reference builds (SCAP_LONGEST_PATH_SIZE). */
export const LONGEST_PATH = 1024;
/** Directory of a process whose directory is unknown. */
export const UNKNOWN_DIRECTORY = './';
/** A directory without its final slash, unless that is all. */
export const withoutSlash = (path: string): string =>
  path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
const TOO_LONG = '/DIR_TOO_LONG/FILENAME_TOO_LONG';

function dropLastPart(path: string): string {
  const slash = path.lastIndexOf('/', path.length - 2);
  return slash < 0 ? '' : path.slice(0, slash + 1);
}

/** Whether the next part is a part of its own: after a base without a final "/", even "." extends the last name. */
function isAtPart(result: string): boolean {
  return result === '' || result.endsWith('/');
}

/** Appends the parts of `path` to `base`, which is '' or ends with "/". */
function appendParts(base: string, path: string): string {
  let result = base;
  let from = 0;
  while (from <= path.length) {
    const slash = path.indexOf('/', from);
    const end = slash < 0 ? path.length : slash;
    const part = path.slice(from, end);
    if (part === '..' && isAtPart(result)) result = dropLastPart(result);
    else if (part !== '' && !(part === '.' && isAtPart(result))) result += slash < 0 ? part : `${part}/`;
    if (slash < 0) break;
    from = slash + 1;
  }
  return result;
}

/** Whether a path needs no resolving, masking or trimming: every part is a name, and it has no final slash. */
function isPlain(path: string): boolean {
  let previous = SLASH;
  for (let i = path.startsWith('/') ? 1 : 0; i < path.length; i++) {
    const byte = path.charCodeAt(i);
    if (!isPrintable(byte) || (previous === SLASH && (byte === SLASH || byte === DOT))) return false;
    previous = byte;
  }
  return previous !== SLASH;
}

/**
 * Path of a file as the reference writes it: `path` itself if absolute, else below `base` (which ends with "/" and is not changed).
 * Resolves ".", ".." and double slashes, drops a final slash, and masks unprintable bytes of `path` as ".". An empty path stays
 * empty.
 */
export function joinPath(base: string, path: string): string {
  if (path === '') return '';
  const isAbsolute = path.startsWith('/');
  if ((isAbsolute ? 0 : base.length) + path.length + 1 > LONGEST_PATH) return TOO_LONG;
  if (isPlain(path)) return isAbsolute ? path : base + path;
  return ownText(resolvePath(base, maskUnprintable(path)));
}

/** Like joinPath, but without limit or masking: a part like the two bytes of "é" is kept, and not taken for "..". */
export function resolvePath(base: string, path: string): string {
  return withoutSlash(appendParts(path.startsWith('/') ? '/' : base, path));
}
