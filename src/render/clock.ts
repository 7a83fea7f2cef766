// HOT: once per printed event. No bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { Chunk } from '../bytes/chunk.js';
import { difference64 } from '../bytes/int64.js';

const NANOS = 1_000_000_000;
const TWO_32 = 4294967296;
/** 2^32 and 2^48 modulo 10^9: with them the remainder of a 64-bit time stays below 2^53. */
const TWO_32_MOD = 294_967_296;
const TWO_48_MOD = 976_710_656;

/** The last second requested and its start time, cached because the next event is mostly in the same second. */
let second = 0;
let secondHi = 0;
let secondLo = 0;

/** Nanoseconds within the second of a time given in halves. */
export function nanosOf(hi: number, lo: number): number {
  const nanos = difference64(hi, lo, secondHi, secondLo);
  if (nanos >= 0 && nanos < NANOS) return nanos;
  return enterSecond(hi, lo);
}

function enterSecond(hi: number, lo: number): number {
  const nanos = ((hi >>> 16) * TWO_48_MOD + (hi & 0xffff) * TWO_32_MOD + lo) % NANOS;
  second = Math.round((hi * TWO_32 + lo - nanos) / NANOS);
  secondLo = lo >= nanos ? lo - nanos : lo - nanos + TWO_32;
  secondHi = lo >= nanos ? hi : hi - 1;
  return nanos;
}

/** Whole seconds of a time given in halves. */
export function secondsOf(hi: number, lo: number): number {
  nanosOf(hi, lo);
  return second;
}

/** Writes nanoseconds as nine digits, zero-padded. */
export function writeNanos(out: ByteText, nanos: number): void {
  out.addNine(nanos);
}

const scratch = new ByteText();

/** Nine digits of nanoseconds, zero-padded. */
export function renderNanos(nanos: number): string {
  scratch.length = 0;
  writeNanos(scratch, nanos);
  return scratch.toText();
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

let clockSecond = -1;
let clockText = '';

/** `HH:MM:SS` of a second since the epoch, in the local time zone (TZ). */
export function renderClock(seconds: number): string {
  if (seconds === clockSecond) return clockText;
  const date = new Date(seconds * 1000);
  clockSecond = seconds;
  clockText = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return clockText;
}

let writtenSecond = -1;
let writtenClock = Chunk.ofText('');

/** Writes `HH:MM:SS.nnnnnnnnn` of a time given in halves. */
export function writeClock(out: ByteText, hi: number, lo: number): void {
  const nanos = nanosOf(hi, lo);
  if (second !== writtenSecond) {
    writtenSecond = second;
    writtenClock = Chunk.ofText(`${renderClock(second)}.`);
  }
  out.addChunk(writtenClock);
  writeNanos(out, nanos);
}

const DATE_AND_TIME = 'YYYY-MM-DDTHH:MM:SS'.length;

/** `YYYY-MM-DDTHH:MM:SS` of a second since the epoch, in UTC. */
export function renderUtc(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, DATE_AND_TIME);
}

let epochSecond = -1;
let epochText = Chunk.ofText('');

/** Writes the nanoseconds since the epoch of a time given in halves, exact to the last digit. */
export function writeEpochNanos(out: ByteText, hi: number, lo: number): void {
  const nanos = nanosOf(hi, lo);
  if (second === 0) {
    out.addDecimal(nanos);
    return;
  }
  if (second !== epochSecond) {
    epochSecond = second;
    epochText = Chunk.ofText(String(second));
  }
  out.addChunk(epochText);
  writeNanos(out, nanos);
}

/** `YYYY-MM-DD` of a second since the epoch, in the local time zone. */
export function renderDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
