import type { RowsAnswer, ViewInfo, ViewRequest } from '../../src/web/protocol.js';
import { get, messageOf, post } from '../api/client.js';
import { pause } from '../api/pause.js';
import { jumpTo } from './choose.js';
import { notice, page } from './store.js';
import { captureSpan } from './strips.js';

const NUMBER = /^\d+$/;
const OFFSET = /^\+(\d+)(?:\.(\d{1,9}))?$/;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?$/;
const NS = 1_000_000_000n;

const fraction = (digits: string | undefined): bigint => BigInt((digits ?? '').padEnd(9, '0'));

/** The first time with a clock time at or after a begin, in digits. */
function atClock(begin: string, [, hours, minutes, seconds, digits]: RegExpExecArray): string {
  const day = new Date(Number(BigInt(begin) / 1_000_000n));
  day.setHours(Number(hours), Number(minutes), Number(seconds ?? '0'), 0);
  const time = (ms: number) => BigInt(ms) * 1_000_000n + fraction(digits);
  const found = time(day.getTime());
  if (found >= BigInt(begin)) return String(found);
  const isWithin = BigInt(begin) - found < NS;
  day.setDate(day.getDate() + 1);
  return String(isWithin ? found : time(day.getTime()));
}

/** The filter for events from a place on, as the user wrote it; null if it is none. */
function filterFor(text: string, begin: string): string | null {
  if (NUMBER.test(text)) return `evt.num>=${text}`;
  const offset = OFFSET.exec(text);
  if (offset !== null) {
    return `evt.rawtime>=${BigInt(begin) + BigInt(offset[1] as string) * NS + fraction(offset[2])}`;
  }
  const clock = CLOCK.exec(text);
  return clock === null ? null : `evt.rawtime>=${atClock(begin, clock)}`;
}

const PATIENCE = 60;

/** The first event in the order of time, which is not the capture's if time goes back there. */
const byTime = (): Pick<ViewRequest, 'sort'> =>
  captureSpan.value?.isInOrder === false ? { sort: { field: 'evt.time', isDown: false } } : {};

async function firstRow(request: ViewRequest): Promise<number | null> {
  let found = await post<ViewInfo>('/api/views', request);
  const isEmpty = () => found.count === (found.first ?? 0);
  while (isEmpty() && !found.isComplete) {
    await pause(PATIENCE);
    found = await get<ViewInfo>(`/api/views/${found.id}`);
  }
  if (isEmpty()) return null;
  const { events } = await get<RowsAnswer>(`/api/views/${found.id}/rows?from=${found.first ?? 0}&count=1&fields=`);
  return events[0]?.row ?? null;
}

/** Goes to the first event at or after a number or time; returns why not, or null. */
export async function goTo(text: string): Promise<string | null> {
  const filter = filterFor(text.trim(), captureSpan.value?.begin ?? '0');
  if (filter === null) return 'This is no number and no time.';
  return goToFirst({ filter, ...(NUMBER.test(text.trim()) ? {} : byTime()) });
}

/** Goes to the first event at or after a time, in digits. */
export async function goToTime(time: string): Promise<void> {
  const why = await goToFirst({ filter: `evt.rawtime>=${time}`, ...byTime() });
  if (why !== null) notice.value = why;
}

async function goToFirst(request: ViewRequest): Promise<string | null> {
  try {
    const row = await firstRow(request);
    if (row === null) return 'The capture ends before.';
    page.value = 'events';
    await jumpTo(row);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
