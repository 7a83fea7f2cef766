// HOT: once per event. No allocation but for new keys, no bigint, try, spread or iterator here.
import { TWO_32, WIDE_ZERO } from '../../bytes/int64.js';
import { eventName } from '../../fields/event-name.js';
import { latency } from '../../fields/evt-time.js';
import { type Key, KeyTree } from '../../fields/key-tree.js';
import { resultOf } from '../../fields/result.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import type { Evt } from '../../state/evt.js';
import { movesBytes } from '../moved-bytes.js';
import { STEP, STEPS } from './call-kind.js';

const NANOS = 1e9;
const MS = 1000;
/** How long after its end a period is closed by the clock, in ms: events arrive later than they happen. */
const LATE_MS = 1000;
/** Powers of two below which latencies are. */
const POWERS = 53;

/** What calls of one process name, type and outcome did in a period. */
export interface CallSum {
  /** Name of the process (byte string, '' if it is not known), evt.type, and whether they failed; none for all beyond the limit. */
  readonly keys: readonly Key[];
  calls: number;
  /** ns, of those whose latency is known. */
  latency: number;
  /** Bytes that they read or wrote. */
  bytes: number;
  /** By power of two: calls whose latency in ns is at least that, and less than the next. */
  readonly powers: Uint32Array;
}

/** The sums of a period; calls with other keys than those of `sums` are in `rest`. */
export interface PeriodSums {
  /** Seconds since the epoch. */
  readonly from: number;
  readonly seconds: number;
  readonly sums: readonly CallSum[];
  readonly rest: CallSum | null;
}

/** What sums are made with. */
export interface CallSumParts {
  /** Length of a period: periods begin at multiples of it since the epoch. */
  readonly seconds: number;
  /** Most sums of a period. */
  readonly limit: number;
  /** Whether periods also end by the clock. */
  readonly isLive: boolean;
  /** Takes a period that is over, if there were calls; it is valid during the call. */
  readonly take: (sums: PeriodSums) => void;
}

const makeSum = (keys: readonly Key[]): CallSum => ({
  keys,
  calls: 0,
  latency: WIDE_ZERO,
  bytes: WIDE_ZERO,
  powers: new Uint32Array(POWERS),
});

const highestBit = (value: number): number =>
  value < TWO_32 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.floor(value / TWO_32));

/** Adds up the calls that end, by process name, type and outcome, period by period. */
export class CallSums implements EventConsumer {
  private readonly parts: CallSumParts;
  private readonly groups: KeyTree<CallSum>;
  /** The present period, in ns since the epoch; before the first call there is none. */
  private start = WIDE_ZERO;
  private end = WIDE_ZERO;

  constructor(parts: CallSumParts) {
    this.parts = parts;
    const keys = [
      ({ thread }: Evt): Key => thread?.comm ?? '',
      (evt: Evt): Key => eventName(evt),
      (evt: Evt): Key => resultOf(evt) < 0,
    ];
    this.groups = new KeyTree(keys, makeSum, parts.limit);
  }

  event(evt: Evt): boolean {
    const { view } = evt;
    if (STEPS[view.type] !== STEP.ENDS) return true;
    const at = view.tsHi * TWO_32 + view.tsLo;
    // an event that is late counts where it arrives
    if (at >= this.end) this.enter(at);
    const sum = this.groups.find(evt);
    if (sum !== null) this.add(sum, evt);
    return true;
  }

  private add(sum: CallSum, evt: Evt): void {
    const duration = latency(evt);
    const result = resultOf(evt);
    sum.calls++;
    if (result > 0 && movesBytes(evt)) sum.bytes += result;
    if (!(duration > 0)) return;
    sum.latency += duration;
    const power = highestBit(duration);
    sum.powers[power] = (sum.powers[power] as number) + 1;
  }

  /** Begins the period of a time. */
  private enter(at: number): void {
    this.finish();
    const length = this.parts.seconds * NANOS;
    this.start = Math.floor(at / length) * length;
    this.end = this.start + length;
  }

  batchEnd(): void {
    if (this.parts.isLive && this.end > 0 && Date.now() > (this.end / NANOS) * MS + LATE_MS) this.finish();
  }

  close(): void {
    this.finish();
  }

  /** Hands over the present period. */
  private finish(): void {
    const { groups, parts, start, end } = this;
    this.end = WIDE_ZERO;
    if (groups.values.length === 0) return;
    const seconds = (end - start) / NANOS;
    parts.take({ from: start / NANOS, seconds, sums: groups.values, rest: groups.others });
    groups.clear();
  }
}
