import { computed, effect, signal } from '@preact/signals';
import type { StripAnswer, ViewInfo } from '../../src/web/protocol.js';
import { get, isAborted } from '../api/client.js';
import { colours } from './colour-rules.js';
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

/** When the capture begins and ends, in digits, how long that is in ns, and whether time never goes back within it. */
export const captureSpan = computed(() => {
  const { value } = wholeStrip;
  if (value === null || value.end === '0') return null;
  const { begin, end, isInOrder } = value;
  return { begin, end, isInOrder, ns: Number(BigInt(end) - BigInt(begin)) };
});

/** How long a growing view rests before its strips are asked for again, in ms. */
const REST = 1200;

/** Keeps a strip as a view is. `wanted`: the rest of its query. */
function keep(strip: typeof wholeStrip, of: typeof view, wanted: () => string): void {
  let rest: ReturnType<typeof setTimeout> | undefined;
  let asking: AbortController | null = null;
  let asked = '';
  const rests = (): void => {
    rest ??= setTimeout(() => void ask(of.peek()), REST);
  };
  async function ask(info: ViewInfo | null): Promise<void> {
    clearTimeout(rest);
    rest = undefined;
    if (info === null) return;
    asked = queryOf(info);
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await get<StripAnswer>(`/api/views/${info.id}/strip?bins=${BINS}&${wanted()}`, asking.signal);
      strip.value = answer;
      if (answer.isColoured === false) rests();
    } catch (error) {
      if (!isAborted(error)) reportError(error);
    }
  }
  /** What a strip depends on. */
  const queryOf = ({ id, count, first = 0 }: ViewInfo): string => [id, wanted(), count, first].join();
  const isOther = ({ id }: ViewInfo): boolean => !asked.startsWith(`${id},${wanted()},`);
  effect(() => {
    const { value } = of;
    if (value === null || queryOf(value) === asked) return;
    if (isOther(value) || value.isComplete) void ask(value);
    else rests();
  });
}

/** Keeps the strips as the views are. */
export function startStrips(): void {
  keep(wholeStrip, wholeView, () => 'by=time');
  keep(shownStrip, view, () => 'by=time');
  keep(orderStrip, view, () => `colours=${colours.value.id}`);
}
