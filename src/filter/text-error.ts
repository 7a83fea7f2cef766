import { shownLine, withoutControls } from '../bytes/masked-text.js';
import type { TextError } from '../errors.js';

/** Longest part of the text that is shown around the place of the error, in characters. */
const WINDOW = 100;

/** Message of a wrong filter or format, then the text itself with a caret under the place: three lines. */
export function formatTextError({ code, message, text, pos }: TextError): string {
  const kind = code === 'FILTER' ? 'filter' : 'format';
  const start = Math.max(0, Math.min(pos - WINDOW / 2, text.length - WINDOW));
  const shown = shownLine(text.slice(start, start + WINDOW));
  // the text is a byte string: the later bytes of a UTF-8 character take no place of their own
  const before = shown.slice(0, pos - start).replace(/[\x80-\xbf]/g, '');
  return `${kind} error: ${withoutControls(message)}\n  ${shown}\n  ${' '.repeat(before.length)}^`;
}
