import { shownLine, withoutControls } from '../bytes/masked-text.js';
import type { TextError } from '../errors.js';

/** Most characters of the text that are shown around the error. */
const WINDOW = 100;

/** The message of an error in a filter or format, then the text with a caret under the position: three lines. */
export function formatTextError({ code, message, text, pos }: TextError): string {
  const kind = code === 'FILTER' ? 'filter' : 'format';
  const start = Math.max(0, Math.min(pos - WINDOW / 2, text.length - WINDOW));
  const shown = shownLine(text.slice(start, start + WINDOW));
  // the text is a byte string: the later bytes of a UTF-8 character take no place of their own
  const before = shown.slice(0, pos - start).replace(/[\x80-\xbf]/g, '');
  return `${kind} error: ${withoutControls(message)}\n  ${shown}\n  ${' '.repeat(before.length)}^`;
}
