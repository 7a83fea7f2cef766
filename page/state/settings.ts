import { computed, signal } from '@preact/signals';
import { TIME_FORMATS, type TimeFormat, withDigits } from '../text/times.js';
import { kept } from './kept.js';
import { isLog } from './store.js';

const formatOfCalls = kept('time-format', 'time');
/** Logs span days. */
const formatOfLogs = kept('time-format-of-logs', 'date');
const ownFormat = () => (isLog.value ? formatOfLogs : formatOfCalls);
/** How times are shown, by id. */
export const timeFormatId = computed(() => ownFormat().value);
/** Shows times in another way, by its id, in captures of calls or in logs. */
export function setTimeFormat(id: string): void {
  ownFormat().value = id;
}
/** Digits of their seconds behind the point. */
export const timeDigits = kept('time-digits', 9);
const timeOfDay = TIME_FORMATS[0] as TimeFormat;
export const timeFormat = computed(() => {
  const format = TIME_FORMATS.find(({ id }) => id === timeFormatId.value) ?? timeOfDay;
  return withDigits(format, timeDigits.value);
});
/** How times are shown where that says nothing. */
export const clockFormat = computed(() => withDigits(timeOfDay, timeDigits.value));

/** Height of details and bytes in pixels. */
export const lowerHeight = kept('lower-height', 300);
/** Their width where they stand beside the list. */
export const sideWidth = kept('side-width', 480);
/** Whether details stand beside the list, not below. */
export const isBeside = kept('beside', false);
/** Whether rows have the full colours of Stratoshark. */
export const isClassic = kept('classic', false);

/** Rows with a mark. */
export const marks = signal<ReadonlySet<number>>(new Set());
/** Events that the list and its views leave out, by evt.num. */
export const ignored = signal<ReadonlySet<number>>(new Set());
/** Rows that later times are relative to, with their times. */
export const references = signal<ReadonlyMap<number, string>>(new Map());

/** Filters that were applied, newest first. */
export const filterHistory = kept<readonly string[]>('history', []);
/** A filter with a name. */
export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
  /** What is said of it; absent or empty for nothing. */
  readonly comment?: string;
}

export const savedFilters = kept<readonly SavedFilter[]>('saved', []);

/** Saves a filter, or names a saved one anew; false if another one has this name. */
export function nameFilter(saved: SavedFilter): boolean {
  const all = savedFilters.value;
  if (all.some(({ name, filter }) => name === saved.name && filter !== saved.filter)) return false;
  const isKnown = all.some(({ filter }) => filter === saved.filter);
  savedFilters.value = isKnown ? all.map((one) => (one.filter === saved.filter ? saved : one)) : [...all, saved];
  return true;
}

const HISTORY = 30;

/** Remembers an applied filter. */
export function remember(filter: string): void {
  if (filter === '') return;
  filterHistory.value = [filter, ...filterHistory.value.filter((other) => other !== filter)].slice(0, HISTORY);
}
