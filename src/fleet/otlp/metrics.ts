import type { CallSum, PeriodSums } from '../../analysis/calls/call-sums.js';
import { fromByteString } from '../../bytes/text.js';
import { attributesOf, type KeyValue, type Nanos, nanosOf } from './messages.js';

/** AGGREGATION_TEMPORALITY_CUMULATIVE: what is sent later says all that was sent before, too. */
const CUMULATIVE = 2;
const NANOS = 1e9;

/** All calls of one process name, type and outcome since the beginning. */
interface Total {
  readonly attributes: readonly KeyValue[];
  calls: number;
  latency: number;
  bytes: number;
  readonly powers: number[];
}

interface Times {
  readonly startTimeUnixNano: Nanos;
  readonly timeUnixNano: Nanos;
}

const nanosOfSeconds = (seconds: number): Nanos => nanosOf(BigInt(Math.round(seconds)) * BigInt(NANOS));

function attributesOfSum({ keys: [proc, type, failed] }: CallSum): KeyValue[] {
  if (type === undefined) return attributesOf({ type: 'other' });
  const name = fromByteString(String(proc));
  return attributesOf({ proc: name === '' ? null : name, type: String(type), failed: failed === true });
}

function point(total: Total, times: Times): object {
  const { attributes, powers } = total;
  const first = powers.findIndex((count) => count > 0);
  const positive = { offset: first, bucketCounts: powers.slice(first, powers.findLastIndex((count) => count > 0) + 1) };
  // bucket n of scale 0 is from 2ⁿ to 2ⁿ⁺¹
  const count = powers.reduce((sum, one) => sum + one, 0);
  return { attributes, ...times, count, sum: total.latency, scale: 0, ...(count === 0 ? {} : { positive }) };
}

function sum(name: string, unit: string, dataPoints: readonly object[]): object {
  return { name, unit, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
}

/**
 * Metrics of all calls since the beginning, by the keys of sums. They are cumulative, so one that could not be sent is made up for by the
 * next. Beyond a number of keys, calls with other ones are in one without names.
 */
export class CallMetrics {
  private readonly totals = new Map<string, Total>();
  private readonly limit: number;
  private from = 0;
  private until = 0;
  private lost = 0;

  /** `limit`: most keys. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Adds a period; `lost`: events that were lost since the beginning. */
  add({ from, seconds, sums, rest }: PeriodSums, lost: number): void {
    if (this.from === 0) this.from = from;
    this.until = Math.max(this.until, from + seconds);
    this.lost = lost;
    for (const one of rest === null ? sums : [...sums, rest]) this.addSum(one);
  }

  private addSum(one: CallSum): void {
    const total = this.totalOf(one);
    total.calls += one.calls;
    total.latency += one.latency;
    total.bytes += one.bytes;
    for (const [power, count] of one.powers.entries()) total.powers[power] = (total.powers[power] ?? 0) + count;
  }

  private totalOf(one: CallSum): Total {
    const key = one.keys.length === 0 ? '' : JSON.stringify(one.keys);
    const known = this.totals.get(key);
    if (known !== undefined) return known;
    if (key !== '' && this.totals.size >= this.limit) return this.totalOf({ ...one, keys: [] });
    const total = { attributes: attributesOfSum(one), calls: 0, latency: 0, bytes: 0, powers: [] };
    this.totals.set(key, total);
    return total;
  }

  /** The metrics as they are sent; none before the first period is over. */
  get rows(): object[] {
    if (this.from === 0) return [];
    const times: Times = { startTimeUnixNano: nanosOfSeconds(this.from), timeUnixNano: nanosOfSeconds(this.until) };
    const totals = [...this.totals.values()];
    const points = (member: 'calls' | 'bytes', some: readonly Total[]): object[] =>
      some.map((total) => ({ attributes: total.attributes, ...times, asInt: total[member] }));
    const histogram = { dataPoints: totals.map((one) => point(one, times)), aggregationTemporality: CUMULATIVE };
    return [
      sum('sysshark.syscall.calls', '{call}', points('calls', totals)),
      sum(
        'sysshark.syscall.bytes',
        'By',
        points(
          'bytes',
          totals.filter(({ bytes }) => bytes > 0),
        ),
      ),
      { name: 'sysshark.syscall.duration', unit: 'ns', exponentialHistogram: histogram },
      sum('sysshark.events.lost', '{event}', [{ attributes: [], ...times, asInt: this.lost }]),
    ];
  }
}
