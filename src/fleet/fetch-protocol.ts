import { isObject } from '../bytes/json-object.js';
import type { FileSpan } from '../output/capture-series.js';

/** Most bytes of segments that are sent for one period. */
export const MAX_FETCHED = 2 ** 30;
/** Most bytes of one segment. */
export const MAX_PART = 256 << 20;
/** Most bytes of what is said in JSON. */
export const MAX_TEXT = 4096;
/** What a shipper says with each item: whether its collector may ask for periods of its ring. */
export const ALLOWS_FETCH = 'x-allow-fetch';

/** A period that a host is asked for. */
export interface PeriodRequest extends FileSpan {
  readonly id: string;
}

/** What ends the answer of a host. */
export interface AnswerEnd {
  /** When the events of its ring happened; null if it is empty. */
  readonly reach: FileSpan | null;
  /** Bytes of the segments of the period; more than MAX_FETCHED, if none is sent for that reason. */
  readonly bytes: number;
  /** Segments that were sent, and those that were deleted before they could be. */
  readonly parts: number;
  readonly deleted: number;
}

/** Where a host waits for requests, and where it sends what it was asked for. */
export const REQUESTS_PATH = '/v1/requests';
const ANSWER = /^\/v1\/answers\/([\da-f]{32})\/(\d{1,7}|end)$/;
const FETCH = /^\/v1\/fetches\/([^/?]{1,64})\?from=(\d{1,16})&to=(\d{1,16})$/;

export const partPath = (id: string, part: number | 'end'): string => `/v1/answers/${id}/${part}`;

/** The part of an answer that a path names; null for none. */
export function partOfPath(path: string): { readonly id: string; readonly part: string } | null {
  const [, id, part] = ANSWER.exec(path) ?? [];
  return id === undefined || part === undefined ? null : { id, part };
}

export const fetchPath = (host: string, { fromMs, untilMs }: FileSpan): string =>
  `/v1/fetches/${encodeURIComponent(host)}?from=${Math.floor(fromMs)}&to=${Math.ceil(untilMs)}`;

/** The host and the period that a path names; null for none. */
export function fetchOfPath(path: string): { readonly host: string; readonly span: FileSpan } | null {
  const [, host, from, until] = FETCH.exec(path) ?? [];
  return host === undefined ? null : { host, span: { fromMs: Number(from), untilMs: Number(until) } };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isTime = (value: unknown): value is number => typeof value === 'number' && value >= 0 && value < 1e16;

/** What a collector asks for; null if it is no request. */
export function parseRequest(text: string): PeriodRequest | null {
  const { id, fromMs, untilMs } = parsed(text);
  const isSound = typeof id === 'string' && partOfPath(partPath(id, 0)) !== null && isTime(fromMs) && isTime(untilMs);
  return isSound ? { id, fromMs, untilMs } : null;
}

/** What a host says at the end; null if it is something else. */
export function parseEnd(text: string): AnswerEnd | null {
  const { reach, bytes, parts, deleted } = parsed(text);
  if (!isCount(bytes) || !isCount(parts) || !isCount(deleted)) return null;
  if (reach === null) return { reach, bytes, parts, deleted };
  const { fromMs, untilMs } = isObject(reach) ? reach : { fromMs: null, untilMs: null };
  return isTime(fromMs) && isTime(untilMs) ? { reach: { fromMs, untilMs }, bytes, parts, deleted } : null;
}

/** What comes before each segment on its way to who asked: its bytes. */
export const partHead = (bytes: number): string => `${JSON.stringify({ bytes })}\n`;

/** The bytes of the segment that follows; null if none does. */
export function parseHead(text: string): number | null {
  const { bytes, parts } = parsed(text);
  return parts === undefined && isCount(bytes) && bytes <= MAX_PART ? bytes : null;
}
