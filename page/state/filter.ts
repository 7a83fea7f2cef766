import { computed, signal } from '@preact/signals';
import type { PositionAnswer, ViewInfo, ViewRequest, ViewSort } from '../../src/web/protocol.js';
import { get, isAborted, messageOf, post, RefusedError } from '../api/client.js';
import { pause } from '../api/pause.js';
import { charsOf } from '../text/byte-string.js';
import { chooseAgain, isSettled, wantRow } from './choose.js';
import { isRecording, pausedAt, reached } from './live.js';
import { eventList, reportError, rowPages } from './rows.js';
import { ignored, remember } from './settings.js';
import { sort } from './sort.js';
import { showInPlace } from './sorted-anew.js';
import { progress, view } from './store.js';

/** Why a filter was refused. */
export interface FilterError {
  readonly message: string;
  /** In characters of the text; null for no place. */
  readonly position: number | null;
}

/** The text in the filter bar. */
export const filterText = signal('');
/** The filter of the list. */
export const appliedFilter = signal('');
export const filterError = signal<FilterError | null>(null);
/** How long the last search took, in ms; null while it goes on. */
export const searchTime = signal<number | null>(null);
/** The view of all events. */
export const wholeView = signal<ViewInfo | null>(null);
/** Whether the bar's text is what the list shows. */
export const isApplied = computed(() => filterText.value.trim() === appliedFilter.value);

/** When a search is asked for what it found first, and how long later times are apart at most, in ms. */
const PATIENCE = 60;
const MOST_PATIENCE = 1000;
/** The same for a capture that goes on. */
const LIVE_PATIENCE = 300;
/** Whether the list is being opened: nobody knows yet what it will be about. */
export const isOpening = signal(false);
let applying: AbortController | null = null;
let started = 0;

/** Shows the events that a filter accepts. A wrong filter leaves the list as it is. */
export async function applyFilter(text: string): Promise<void> {
  const filter = text.trim();
  filterText.value = filter;
  filterError.value = null;
  await open(filter);
}

/** Sorts the list; null as captured. */
export async function sortList(order: ViewSort | null): Promise<void> {
  sort.value = order;
  // the first ones of an order are what is wanted of it
  if (order !== null) wantRow(null);
  await open(appliedFilter.value);
}

/** Opens the list again, as other events are ignored. */
export const openAgain = (): Promise<void> => open(appliedFilter.value);

async function open(filter: string): Promise<void> {
  applying?.abort();
  applying = new AbortController();
  const { signal: aborted } = applying;
  isOpening.value = true;
  started = performance.now();
  searchTime.value = null;
  try {
    const asked: ViewRequest = { filter, without: [...ignored.value], sort: sort.value };
    const found = await sorted(await post<ViewInfo>('/api/views', asked, aborted), aborted);
    const held = await asPaused(found);
    appliedFilter.value = filter;
    remember(filter);
    show(held);
    isOpening.value = false;
    await chooseAgain();
    void followView(found, aborted);
  } catch (error) {
    if (isAborted(error)) return;
    isOpening.value = false;
    searchTime.value = 0;
    if (!(error instanceof RefusedError && error.status === 400)) {
      reportError(error);
      return;
    }
    refuse(filter, error);
    // the list that stays may grow
    if (view.value !== null) void followView(view.value, aborted);
  }
}

/** A view with its first sorted events: until then the list stays as it is. */
async function sorted(view: ViewInfo, aborted: AbortSignal): Promise<ViewInfo> {
  let found = view;
  while (found.sort !== null && found.count === 0 && !found.isComplete) {
    await pause(PATIENCE);
    found = await get<ViewInfo>(`/api/views/${view.id}`, aborted);
  }
  return found;
}

function refuse(filter: string, error: RefusedError): void {
  const { position } = error;
  filterError.value = { message: messageOf(error), position: position === null ? null : charsOf(filter, position) };
}

function show(found: ViewInfo): void {
  view.value = found;
  reached.value = found.filter === '' ? found.count : (progress.value?.events ?? found.count);
  if (found.filter === '' && found.sort === null) wholeView.value = found;
  if (found.isComplete) searchTime.value = performance.now() - started;
  if (found.problem !== null) filterError.value = { message: found.problem, position: null };
}

/** Asks until all events that were read are searched. */
async function followView({ id, isComplete }: ViewInfo, aborted: AbortSignal): Promise<void> {
  let isWhole = isComplete;
  let patience = PATIENCE;
  try {
    while (!isWhole && !aborted.aborted) {
      await pause(patience);
      patience = Math.min(isRecording.value ? LIVE_PATIENCE : MOST_PATIENCE, patience * 2);
      isWhole = !isHeldSorted(id) && (await growView(id, aborted));
    }
  } catch (error) {
    if (!isAborted(error)) reportError(error);
  }
}

/** Whether a view is sorted, and held by the page: asked for, it would be sorted anew. */
const isHeldSorted = (id: number): boolean =>
  pausedAt.value !== null && view.value?.id === id && view.value.sort !== null;

/** Shows a view as it is by now. Returns whether that is all of it: what is held is not. */
async function growView(id: number, aborted: AbortSignal): Promise<boolean> {
  const paused = pausedAt.value;
  const found = await get<ViewInfo>(`/api/views/${id}`, aborted);
  const held = await asPaused(found);
  if (eventList()?.follows === true) await rowPages.fetchEnd(held.count);
  // it was paused meanwhile
  if (aborted.aborted || pausedAt.value !== paused) return false;
  await showInPlace(held, show);
  growWhole(held);
  if (!isSettled()) await chooseAgain();
  return found.isComplete && paused === null;
}

/** A view as it was when the page was paused, or as it is. */
export async function asPaused(found: ViewInfo): Promise<ViewInfo> {
  const row = pausedAt.value;
  if (row === null) return found;
  // a sorted list has no end at which to hold it
  if (found.sort !== null) return { ...(view.value?.id === found.id ? view.value : found), isComplete: false };
  const { position } = await get<PositionAnswer>(`/api/views/${found.id}/position?row=${row}`);
  return { ...found, count: Math.min(found.count, position), isComplete: false };
}

/** The view of all events grows with the one that is shown. */
function growWhole({ filter, isComplete }: ViewInfo): void {
  const { value } = wholeView;
  const events = pausedAt.value ?? progress.value?.events;
  if (filter === '' || value === null || events === undefined || value.count === events) return;
  wholeView.value = { ...value, count: events, isComplete };
}

/** The view of all events, for pictures of the whole capture. */
export async function loadWholeView(): Promise<void> {
  try {
    wholeView.value = await post<ViewInfo>('/api/views', { filter: '' });
  } catch (error) {
    reportError(error);
  }
}
