import type { TextError } from '../errors.js';

/** Longest part of the text that is shown around the place of the error, in characters. */
const WINDOW = 100;

/** Message of a wrong filter or format, then the text itself with a caret under the place: three lines. */
export function formatTextError(error: TextError): string {
  const kind = error.code === 'FILTER' ? 'filter' : 'format';
  const start = Math.max(0, Math.min(error.pos - WINDOW / 2, error.text.length - WINDOW));
  const shown = error.text.slice(start, start + WINDOW).replace(/[^ -~\x80-\xff]/g, ' ');
  // the text is a byte string: the later bytes of a UTF-8 character take no place of their own
  const before = error.text.slice(start, error.pos).replace(/[\x80-\xbf]/g, '');
  return `${kind} error: ${error.message}\n  ${shown}\n  ${' '.repeat(before.length)}^`;
}
