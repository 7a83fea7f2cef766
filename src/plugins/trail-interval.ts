import { SyssharkError } from '../errors.js';

/** From when to when log files are read, as they are named: minutes as YYYYMMDDTHHMM; null for no limit. */
export interface TrailInterval {
  readonly from: string | null;
  readonly to: string | null;
}

const MS = 1000;
const UNITS: Readonly<Record<string, number>> = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1 };
const AGO = /^(\d+)([wdhms])$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const RANGE = /^(.*)-\s*(\d+[wdhms]|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)$/;

function endOf(text: string, nowMs: number): number {
  const [, count, unit = ''] = AGO.exec(text) ?? [];
  const ms =
    count === undefined ? Date.parse(TIME.test(text) ? text : '') : nowMs - Number(count) * (UNITS[unit] ?? 0) * MS;
  const time = new Date(ms);
  const isSame = (): boolean => count !== undefined || time.toISOString() === text.replace('Z', '.000Z');
  if (!Number.isNaN(time.getTime()) && time.getUTCFullYear() > 0 && isSame()) return ms;
  throw new SyssharkError(
    'USAGE',
    `-H cloudtrail: s3Interval takes 30m or 2024-03-01T10:00:00Z, or two of them with "-" between, not ${JSON.stringify(text)}`,
  );
}

/** The minute of a time in names of log files. */
const minuteOf = (ms: number): string =>
  new Date(ms).toISOString().replace(/[-:]/g, '').slice(0, 'YYYYMMDDTHHMM'.length);

/** Reads the setting s3Interval. Throws SyssharkError USAGE. */
export function parseInterval(text: string, nowMs: number): TrailInterval {
  if (text === '') return { from: null, to: null };
  const [, start, end] = RANGE.exec(text) ?? [];
  // a time has "-" in itself
  if (start === undefined || end === undefined || TIME.test(text))
    return { from: minuteOf(endOf(text, nowMs)), to: null };
  const [from, to] = [endOf(start, nowMs), endOf(end, nowMs)];
  if (to < from) throw new SyssharkError('USAGE', '-H cloudtrail: s3Interval ends before it begins');
  return { from: minuteOf(from), to: minuteOf(to) };
}
