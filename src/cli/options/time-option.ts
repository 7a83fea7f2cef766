import { SyssharkError } from '../../errors.js';

const MS = 1000;
const SECONDS = /^\d{9,11}(?:\.\d{1,9})?$/;
const DATE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:\d\d)?$/i;

/** A time such as 2026-11-28T14:05:00Z, of this machine's time zone without one, or in s since the epoch; in ms. Throws SyssharkError USAGE. */
export function parseTime(text: string, option: string): number {
  if (SECONDS.test(text)) return Number(text) * MS;
  const [, day, time, zone = ''] = DATE.exec(text) ?? [];
  const parsed = day === undefined ? Number.NaN : Date.parse(`${day}T${time}${zone}`);
  if (parsed >= 0) return parsed;
  throw new SyssharkError(
    'USAGE',
    `${option} takes a time such as 2026-11-28T14:05:00Z, or seconds since the epoch, not "${text}"`,
  );
}
