/** What relative times are relative to. Times are digits: ns since the epoch. */
export interface TimeFrame {
  /** The first event of the capture. */
  readonly begin: string;
  /** ns since the event before, as captured. */
  readonly sinceCaptured: string | null;
  /** The event shown above. */
  readonly shownBefore: string | null;
  /** The last time reference at or above the event. */
  readonly reference: string | null;
}

/** A way to show a time. */
export interface TimeFormat {
  readonly id: string;
  readonly title: string;
  readonly text: (time: string, frame: TimeFrame) => string;
}

const two = (value: number): string => String(value).padStart(2, '0');
const NS_DIGITS = 9;

/** Calendar of a time, here or in UTC. */
interface Calendar {
  readonly date: string;
  readonly yearDay: string;
  readonly clock: string;
}

const nanoseconds = (time: string): string => time.slice(-NS_DIGITS).padStart(NS_DIGITS, '0');
const seconds = (time: string): number => Number(time.slice(0, -NS_DIGITS));

function yearDay(year: number, month: number, day: number): string {
  const days = (Date.UTC(year, month, day) - Date.UTC(year, 0, 0)) / 86_400_000;
  return `${year}/${String(days).padStart(3, '0')}`;
}

function local(time: string): Calendar {
  const date = new Date(seconds(time) * 1000);
  return {
    date: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    yearDay: yearDay(date.getFullYear(), date.getMonth(), date.getDate()),
    clock: `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${nanoseconds(time)}`,
  };
}

function utc(time: string): Calendar {
  const date = new Date(seconds(time) * 1000);
  return {
    date: date.toISOString().slice(0, 10),
    yearDay: yearDay(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()),
    clock: `${date.toISOString().slice(11, 19)}.${nanoseconds(time)}`,
  };
}

/** ns between two times. */
export const between = (from: string, to: string): bigint => BigInt(to) - BigInt(from);

function inSeconds(ns: bigint): string {
  const digits = (ns < 0n ? -ns : ns).toString().padStart(NS_DIGITS + 1, '0');
  return `${ns < 0n ? '-' : ''}${digits.slice(0, -NS_DIGITS)}.${digits.slice(-NS_DIGITS)}`;
}

/** The ten ways, as in the menu. */
export const TIME_FORMATS: readonly TimeFormat[] = [
  { id: 'time', title: 'Time of day', text: (time) => local(time).clock },
  { id: 'date', title: 'Date and time', text: (time) => `${local(time).date} ${local(time).clock}` },
  { id: 'day', title: 'Year, day of year and time', text: (time) => `${local(time).yearDay} ${local(time).clock}` },
  { id: 'epoch', title: 'Seconds since 1970', text: (time) => `${seconds(time)}.${nanoseconds(time)}` },
  {
    id: 'begin',
    title: 'Seconds since the first event',
    text: (time, { begin, reference }) => inSeconds(between(reference ?? begin, time)),
  },
  {
    id: 'captured',
    title: 'Seconds since the event captured before',
    text: (_, { sinceCaptured }) => (sinceCaptured === null ? '' : inSeconds(BigInt(sinceCaptured))),
  },
  {
    id: 'shown',
    title: 'Seconds since the event shown above',
    text: (time, { shownBefore }) => (shownBefore === null ? '' : inSeconds(between(shownBefore, time))),
  },
  { id: 'utc', title: 'Time of day, UTC', text: (time) => utc(time).clock },
  { id: 'utc-date', title: 'Date and time, UTC', text: (time) => `${utc(time).date} ${utc(time).clock}` },
  {
    id: 'utc-day',
    title: 'Year, day of year and time, UTC',
    text: (time) => `${utc(time).yearDay} ${utc(time).clock}`,
  },
];

/** How exactly times are shown: digits behind the point. */
export const PRECISIONS: readonly { readonly digits: number; readonly title: string }[] = [
  { digits: 0, title: 'Seconds' },
  { digits: 1, title: 'Tenths of a second' },
  { digits: 2, title: 'Hundredths of a second' },
  { digits: 3, title: 'Milliseconds' },
  { digits: 4, title: '100 microseconds' },
  { digits: 5, title: '10 microseconds' },
  { digits: 6, title: 'Microseconds' },
  { digits: 7, title: '100 nanoseconds' },
  { digits: 8, title: '10 nanoseconds' },
  { digits: NS_DIGITS, title: 'Nanoseconds' },
];

/** A way to show a time with fewer digits: what is left out is cut off. */
export function withDigits({ text, ...format }: TimeFormat, digits: number): TimeFormat {
  // without digits, there is no point either
  const cut = digits === 0 ? NS_DIGITS + 1 : NS_DIGITS - digits;
  return { ...format, text: (time, frame) => text(time, frame).slice(0, cut === 0 ? undefined : -cut) };
}

/** Date here. */
export const dateOf = (time: string): string => local(time).date;

/** From when to when, here, without fractions; the date of the end if it is another one. */
export function spanText(from: string, to: string): string {
  const [begin, end] = [local(from), local(to)];
  const date = end.date === begin.date ? '' : `${end.date} `;
  return `${begin.date} ${begin.clock.slice(0, 8)} – ${date}${end.clock.slice(0, 8)}`;
}
