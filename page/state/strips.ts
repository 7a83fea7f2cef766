import { computed, effect, signal } from '@preact/signals';
import type { StripAnswer } from '../../src/web/protocol.js';
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
  let asked = '';
  effect(() => {
    const { value } = of;
    if (value === null) return;
    const wanted = `${value.id}/${value.count}`;
    if (wanted === asked) return;
    const path = `/api/views/${value.id}/strip?bins=${BINS}${order === 'time' ? '&by=time' : ''}`;
    clearTimeout(rest);
    rest = setTimeout(() => void ask(path), asked.startsWith(`${value.id}/`) && !value.isComplete ? REST : 0);
    asked = wanted;
  });
  async function ask(path: string): Promise<void> {
    asking?.abort();
    asking = new AbortController();
    try {
      strip.value = await get<StripAnswer>(path, asking.signal);
    } catch (error) {
      if (!isAborted(error)) reportError(error);
    }
  }
}

/** Keeps the strips as the views are. */
export function startStrips(): void {
  keep(wholeStrip, wholeView, 'time');
  keep(shownStrip, view, 'time');
  keep(orderStrip, view, 'number');
}
