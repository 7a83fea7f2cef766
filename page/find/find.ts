import { signal } from '@preact/signals';
import type { PositionAnswer, RowsAnswer, ViewInfo, ViewRequest } from '../../src/web/protocol.js';
import { currentClient, get, isAborted, messageOf, post } from '../api/client.js';
import { pause } from '../api/pause.js';
import { findPosition, jumpTo } from '../state/choose.js';
import { shownColumns } from '../state/columns.js';
import { appliedFilter, asPaused } from '../state/filter.js';
import { isRecording, pausedAt } from '../state/live.js';
import { ignored } from '../state/settings.js';
import { sort } from '../state/sort.js';
import { cursor, dialog, fields, notice, page, progress } from '../state/store.js';
import { quoted } from '../text/filter-terms.js';
import { type FORMS, textFilter } from './sought-filter.js';

/** Whether what is sought can be written. */
export const isFindOpen = signal(false);
/** What is sought, and how it is written. */
export const sought = signal('');
export const form = signal<(typeof FORMS)[number]>('text');
/** Whether it is being sought. */
export const isSeeking = signal(false);
/** Why nothing can be found; empty for no reason. */
export const findProblem = signal('');

/** How often a search is asked for what it found, in ms. */
const PATIENCE = 60;

/** Lets the user write what is to be found. In a stream that is followed, what its own field finds. */
export function openFind(): void {
  if (dialog.value !== 'follow') {
    page.value = 'events';
    isFindOpen.value = true;
  }
  // it is drawn by then
  requestAnimationFrame(() => {
    const input = document.querySelector<HTMLInputElement>(dialog.value === 'follow' ? '.follow .find' : '#find');
    input?.focus();
    input?.select();
  });
}

let seeking: AbortController | null = null;

/** Finds nothing more. */
export function closeFind(): void {
  stopSeeking();
  isFindOpen.value = false;
}

function stopSeeking(): void {
  seeking?.abort();
  isSeeking.value = false;
  findProblem.value = '';
}

/** The filter for what is sought. A report looks for a text on its own. */
function soughtFilter(): string {
  if (form.value === 'filter') return sought.value;
  if (currentClient().isReport) return quoted(sought.value);
  const columns = shownColumns.value.map(({ field }) => field);
  return textFilter(sought.value, columns, fields.value);
}

/** Chooses the next event of the list that has what is sought, or the previous one; behind the last one, the first. */
export async function findNext(direction: 1 | -1): Promise<void> {
  if (sought.value.trim() === '') {
    openFind();
    return;
  }
  stopSeeking();
  seeking = new AbortController();
  const { signal: aborted } = seeking;
  isSeeking.value = true;
  try {
    const found = await seek(soughtFilter(), direction, aborted);
    if (aborted.aborted) return;
    if (found === null) findProblem.value = 'No event of the list has it.';
    else await choose(found, direction);
  } catch (error) {
    if (!isAborted(error)) findProblem.value = messageOf(error);
  } finally {
    if (!aborted.aborted) isSeeking.value = false;
  }
}

/** An event that was found. */
interface Found {
  readonly row: number;
  /** Whether it is beyond an end of the list. */
  readonly isAround: boolean;
}

async function choose({ row, isAround }: Found, direction: 1 | -1): Promise<void> {
  await jumpTo(row);
  if (!isAround) notice.value = '';
  else notice.value = direction > 0 ? 'Found from the beginning on.' : 'Found from the end on.';
}

/** The nearest event of the list that passes a filter, from the chosen one on; null for none. */
async function seek(filter: string, direction: 1 | -1, aborted: AbortSignal): Promise<Found | null> {
  const from = cursor.value?.row ?? null;
  // what is being recorded has no end: what there is by now is searched
  const end = pausedAt.value ?? progress.value?.events ?? 0;
  const without = [...ignored.value];
  const asked: ViewRequest = { filter, within: appliedFilter.value, without, sort: sort.value };
  const { id } = await post<ViewInfo>('/api/views', asked, aborted);
  for (;;) {
    const view = await asPaused(await get<ViewInfo>(`/api/views/${id}`, aborted));
    const hasNoEnd = isRecording.value || pausedAt.value !== null;
    const isWhole = view.isComplete || (hasNoEnd && view.searched >= end);
    const place = await placeIn(view, { from, direction, isWhole });
    if (place === 'none') return noneIn(view);
    if (place !== 'unknown') return rowAt(view, place, aborted);
    await pause(PATIENCE);
  }
}

/** Throws Error if a search ended before its end. */
function noneIn({ problem }: ViewInfo): null {
  if (problem !== null) throw new Error(problem);
  return null;
}

/** A position in the view of what is sought, and whether it is beyond an end. */
interface Place {
  readonly position: number;
  readonly isAround: boolean;
}

interface Way {
  readonly from: number | null;
  readonly direction: 1 | -1;
  /** Whether the view has all that it will have. */
  readonly isWhole: boolean;
}

/** The nearest position on a way. What has come so far decides it if there are events behind: they come in order. */
async function placeIn(
  { id, sort: order, count, first = 0 }: ViewInfo,
  { from, direction, isWhole }: Way,
): Promise<Place | 'unknown' | 'none'> {
  const start = await startIn(id, from, direction > 0 ? first : count);
  const next = nextTo(start, direction);
  const isKnown = isWhole || (order === null && (direction > 0 || start.position < count));
  if (isKnown && next >= first && next < count) return { position: next, isAround: false };
  if (!isWhole) return 'unknown';
  return count <= first ? 'none' : { position: direction > 0 ? first : count - 1, isAround: true };
}

/** The position before or behind a place. */
function nextTo({ position, isIn }: PositionAnswer, direction: 1 | -1): number {
  if (direction < 0) return position - 1;
  return isIn ? position + 1 : position;
}

const startIn = async (viewId: number, row: number | null, otherwise: number): Promise<PositionAnswer> =>
  row === null ? { position: otherwise, isIn: false } : findPosition(viewId, row);

async function rowAt({ id }: ViewInfo, { position, isAround }: Place, aborted: AbortSignal): Promise<Found | null> {
  const { events } = await get<RowsAnswer>(`/api/views/${id}/rows?from=${position}&count=1&fields=`, aborted);
  const [event] = events;
  return event === undefined ? null : { row: event.row, isAround };
}
