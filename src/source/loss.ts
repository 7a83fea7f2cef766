/** What damage has cost, and how it is reported. */
import { ScapError } from '../errors.js';

const NS_PER_S = 1_000_000_000n;
const NS_DIGITS = 9;

/** One damaged place. Times are ns since the epoch, NaN where unknown. */
export interface Loss {
  /** Offset in the uncompressed content at which it begins. */
  readonly offset: number;
  /** Bytes of content that were skipped. */
  readonly bytes: number;
  readonly reason: string;
  /** The last event before it: how many there had been, and its time. */
  readonly eventsBefore: number;
  readonly timeBefore: number;
  /** Time of the first event after it; NaN if nothing could be read any more. */
  readonly timeAfter: number;
}

/** A time in ns since the epoch as errors show it, in UTC. */
export function renderTime(ns: bigint): string {
  const date = new Date(Number(ns / 1_000_000n));
  const seconds = Number.isNaN(date.getTime()) ? String(ns / NS_PER_S) : date.toISOString().slice(0, -'.000Z'.length);
  return `${seconds}.${String(ns % NS_PER_S).padStart(NS_DIGITS, '0')}Z`;
}

function renderLoss(loss: Loss): string {
  const { bytes, eventsBefore, timeBefore, timeAfter } = loss;
  const from = eventsBefore === 0 ? 'before the first event' : `after event ${eventsBefore}`;
  const at = Number.isNaN(timeBefore) ? '' : ` (${renderTime(BigInt(timeBefore))})`;
  const to = Number.isNaN(timeAfter) ? '' : `, up to the one of ${renderTime(BigInt(timeAfter))}`;
  // how much compressed content there was is unknown
  const what = bytes === 0 ? 'content' : `${bytes} bytes`;
  return `${loss.reason}; ${what} lost ${from}${at}${to}`;
}

/** All losses of a capture: the first one, and sums. */
export class LossLog {
  private first: Loss | null = null;
  private places = 0;
  private bytes = 0;
  private events = 0;

  get isEmpty(): boolean {
    return this.first === null;
  }

  add(loss: Loss): void {
    this.first ??= loss;
    this.places++;
    this.bytes += loss.bytes;
  }

  /** Adds an event that cannot be read, in a block whose frame is sound. */
  addEvent(loss: Loss): void {
    this.add(loss);
    this.events++;
  }

  /** The error that reports all losses in one line. There must be one. */
  error(name: string): ScapError {
    const first = this.first as Loss;
    return new ScapError('DAMAGED', `${name}: ${renderLoss(first)}${this.more}`, first.offset);
  }

  private get more(): string {
    const { places, events, bytes } = this;
    if (places === 1) return '';
    if (events === places) return ` (${events} damaged events, ${bytes} bytes in all)`;
    const among = events === 0 ? '' : `; damaged events: ${events}`;
    return ` (${bytes} bytes lost in ${places} places${among})`;
  }
}
