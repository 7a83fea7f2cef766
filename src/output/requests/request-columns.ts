import { humanDuration } from '../../fields/duration.js';
import type { Column, Row } from '../rows/column.js';
import { type RequestRow, TIME_KINDS, type TimeShare } from './request.js';

/** Most ways to spend time that a row names, and the least share of those after the first. */
const MOST_SHARES = 3;
const LEAST_SHARE = 0.01;

/** How time was spent, in words (byte string). */
export function shareText({ kind, name }: TimeShare): string {
  return name === '' ? TIME_KINDS[kind] : `${TIME_KINDS[kind]} ${name}`;
}

/** What a request asked, in words. */
export function askedText({ request, received }: RequestRow): string {
  return request === '' ? `${received} bytes` : request;
}

/** What was answered, in a word. */
function answerText({ state, status }: RequestRow): string {
  if (state !== 'answered') return state === 'open' ? 'open' : 'none';
  return status === null ? '-' : String(status);
}

function mainShares({ times, duration }: RequestRow): string {
  const shown = times.filter(({ ns }, i) => i === 0 || (i < MOST_SHARES && ns >= duration * LEAST_SHARE));
  return shown.map((share) => `${shareText(share)} ${humanDuration(share.ns)}`).join(', ');
}

/** The columns of a table of requests. */
export const REQUEST_COLUMNS: readonly Column[] = [
  { name: 'number', type: 'count', heading: 'No', isRight: true },
  { name: 'start', type: 'time', heading: 'Start' },
  { name: 'duration', type: 'duration', heading: 'Duration', isRight: true },
  { name: 'process', type: 'text', heading: 'Process' },
  { name: 'request', type: 'text', heading: 'Request' },
  { name: 'status', type: 'text', heading: 'Status' },
  { name: 'sent', type: 'bytes', heading: 'Sent', isRight: true },
  { name: 'times', type: 'text', heading: 'Where the time went' },
];

/** The cells of a request in these columns. */
export function requestCells(row: RequestRow): Row {
  const { number, start, duration, process, pid, sent } = row;
  return [number, start, duration, `${process}(${pid})`, askedText(row), answerText(row), sent, mainShares(row)];
}
