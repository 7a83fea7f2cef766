const NANOS = 1_000_000_000;
const TWO_32 = 4294967296;
/** 2^32 and 2^48 modulo 10^9: with them the remainder of a 64-bit time stays below 2^53. */
const TWO_32_MOD = 294_967_296;
const TWO_48_MOD = 976_710_656;

/** Nanoseconds within the second of a time given in halves. */
export function nanosOf(hi: number, lo: number): number {
  return ((hi >>> 16) * TWO_48_MOD + (hi & 0xffff) * TWO_32_MOD + lo) % NANOS;
}

/** Whole seconds of a time given in halves. */
export function secondsOf(hi: number, lo: number): number {
  return Math.round((hi * TWO_32 + lo - nanosOf(hi, lo)) / NANOS);
}

/** The thousands from 000 to 999, each with its three digits. */
const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));

/** Nine digits of nanoseconds. */
export function renderNanos(nanos: number): string {
  const millis = Math.floor(nanos / 1_000_000);
  const micros = Math.floor(nanos / 1000) - millis * 1000;
  const rest = nanos - millis * 1_000_000 - micros * 1000;
  return `${THREE_DIGITS[millis]}${THREE_DIGITS[micros]}${THREE_DIGITS[rest]}`;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

let clockSecond = -1;
let clockText = '';

/** `HH:MM:SS` of a second since the epoch, in the zone of the process (TZ). */
export function renderClock(seconds: number): string {
  if (seconds === clockSecond) return clockText;
  const date = new Date(seconds * 1000);
  clockSecond = seconds;
  clockText = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return clockText;
}

/** `YYYY-MM-DD` of a second since the epoch, in the zone of the process. */
export function renderDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
