import { humanDuration } from '../../fields/duration.js';
import { humanBytes } from '../rows/human-bytes.js';
import type { RequestRow, RequestStep } from './request.js';
import { askedText, shareText } from './request-columns.js';

const TIME_WIDTH = 10;

/** The lines of one request: what it was, where its time went, and what happened step by step (byte strings). */
export function timelineLines(row: RequestRow, mask: (text: string) => string): readonly string[] {
  const { notes, steps, stepsLeftOut, times } = row;
  return [
    mask(headingOf(row)),
    ...originOf(row).map((line) => `   ${line}`),
    ...times.map((share) => `   ${humanDuration(share.ns).padStart(TIME_WIDTH)}  ${mask(shareText(share))}`),
    ...notes.map((note) => `!! ${note}`),
    ...(steps.length === 0 ? [] : [`   ${'at'.padStart(TIME_WIDTH)}  ${'took'.padStart(TIME_WIDTH)}`]),
    ...steps.map((step) => mask(stepLine(step))),
    ...(stepsLeftOut === 0 ? [] : [`!! ${stepsLeftOut} more steps were not kept`]),
    '',
  ];
}

function headingOf(row: RequestRow): string {
  const { number, status, state, duration, process, pid, connection, exchange } = row;
  const answer = state === 'answered' ? (status ?? 'answered') : state === 'open' ? 'no answer yet' : 'no answer';
  const place = exchange > 1 ? `${connection}, request ${exchange}` : connection;
  return `== ${number}: ${askedText(row)} -> ${answer} in ${humanDuration(duration)}; ${process}(${pid}), ${place}`;
}

/** What was before its first bytes. */
function originOf({ accepted, queued }: RequestRow): readonly string[] {
  const lines: string[] = [];
  if (accepted !== null) lines.push(`its connection was accepted ${humanDuration(accepted)} before`);
  if (queued > 0) lines.push(`before that, its thread served other requests for ${humanDuration(queued)}`);
  return lines;
}

function stepLine({ at, ns, what, name, bytes, calls }: RequestStep): string {
  const parts = [what, name, bytes > 0 ? humanBytes(bytes) : '', calls > 1 ? `in ${calls} calls` : ''];
  const text = parts.filter((part) => part !== '').join(' ');
  return `   ${humanDuration(at).padStart(TIME_WIDTH)}  ${humanDuration(ns).padStart(TIME_WIDTH)}  ${text}`;
}
