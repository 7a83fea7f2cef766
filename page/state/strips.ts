import { computed, effect, signal } from '@preact/signals';
import type { StripAnswer, ViewInfo } from '../../src/web/protocol.js';
import { get, isAborted } from '../api/client.js';
import { wholeView } from './filter.js';
import { reportError } from './rows.js';
import { view } from './store.js';

/** Parts of the strips. */
export const BINS = 400;

/** All events over time, and the list's. */
export const wholeStrip = signal<StripAnswer | null>(null);
export const shownStrip = signal<StripAnswer | null>(null);
/** The list's events by their number. */
export const orderStrip = signal<StripAnswer | null>(null);

/** When the capture begins and ends, in digits, and how long that is in ns. */
export const captureSpan = computed(() => {
  const { value } = wholeStrip;
  if (value === null || value.end === '0') return null;
  return { begin: value.begin, end: value.end, ns: Number(BigInt(value.end) - BigInt(value.begin)) };
});

/** How long a growing view rests before its strips are asked for again, in ms. */
const REST = 1200;

function keep(strip: typeof wholeStrip, of: typeof view, order: 'time' | 'number'): void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;
  let askedId = -1;
  let askedCount = -1;
  let askedFirst = 0;
  async function ask({ id, count, first = 0 }: ViewInfo): Promise<void> {
    rest = undefined;
    [askedId, askedCount, askedFirst] = [id, count, first];
    asking?.abort();
    asking = new AbortController();
    const path = `/api/views/${id}/strip?bins=${BINS}${order === 'time' ? '&by=time' : ''}`;
    try {
      strip.value = await get<StripAnswer>(path, asking.signal);
    } catch (error) {
      if (!isAborted(error)) reportError(error);
    }
  }
  effect(() => {
    const { value } = of;
    if (value === null || (value.id === askedId && value.count === askedCount && (value.first ?? 0) === askedFirst))
      return;
    if (value.id !== askedId || value.isComplete) {
      clearTimeout(rest);
      void ask(value);
    } else rest ??= setTimeout(() => void ask(of.peek() ?? value), REST);
  });
}

/** Keeps the strips as the views are. */
export function startStrips(): void {
  keep(wholeStrip, wholeView, 'time');
  keep(shownStrip, view, 'time');
  keep(orderStrip, view, 'number');
}
