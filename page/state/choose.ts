import { computed, effect } from '@preact/signals';
import type { EventDetails, PositionAnswer } from '../../src/web/protocol.js';
import { get, isAborted, messageOf, RefusedError } from '../api/client.js';
import { isLive } from './live.js';
import { leavePlace } from './place.js';
import { arrivals, eventList, reportError, rowPages, sight } from './rows.js';
import { cursor, details, firstShown, missingDetails, notice, shownCount, thereCount, view } from './store.js';

/** The row the user chose last: it comes back when the list has it again. Null for none, or until the list knows it. */
let wanted: number | null = null;
/** Whether the list has events behind that row, but not its own: it does not come. */
let isPassed = false;

/** Chooses the event at a position of the list (the nearest there is). */
export function choosePosition(position: number): void {
  const at = Math.max(view.value?.first ?? 0, Math.min(shownCount.value - 1, position));
  if (shownCount.value === 0) return;
  const row = rowPages.at(at)?.row ?? null;
  wanted = row;
  notice.value = '';
  cursor.value = { position: at, row, isIn: true };
  eventList()?.show(at);
}

/** Moves the choice by rows. */
export function moveBy(rows: number): void {
  const { value } = cursor;
  if (value !== null) choosePosition(value.position + rows);
  // a list that goes with its end begins without a chosen event
  else choosePosition(isLive.value ? sight.value.last : 0);
}

/** Moves the choice by a window. */
export function movePages(direction: 1 | -1): void {
  const place = eventList()?.place;
  if (place === undefined) return;
  const rows = direction > 0 ? place.pageDown() : place.pageUp();
  // at an end there is no further window, but the last row
  moveBy(direction * (rows === 0 ? shownCount.value : rows));
}

/** Where a view has a row. */
export const findPosition = (viewId: number, row: number): Promise<PositionAnswer> =>
  get<PositionAnswer>(`/api/views/${viewId}/position?row=${row}`);

/** Chooses an event by its row in the capture, whether the list has it or not. */
export async function chooseRow(row: number): Promise<void> {
  const { value } = view;
  if (value === null) return;
  wanted = row;
  try {
    const { position, isIn } = await findPosition(value.id, row);
    if (wanted !== row || view.value?.id !== value.id) return;
    cursor.value = { position: Math.min(position, Math.max(0, shownCount.value - 1)), row, isIn };
    if (!isIn) notice.value = 'The filter does not show this event; the list is where it would be.';
    eventList()?.show(cursor.value.position, true);
  } catch (error) {
    reportError(error);
  }
}

/** Chooses an event that may be far away: the browser's Back leads to the one that is chosen now. */
export function jumpTo(row: number): Promise<void> {
  if (row !== cursor.value?.row) leavePlace();
  return chooseRow(row);
}

/** Begins at the first event, or without one at the end of a list that goes with it: a sorted one does not. */
export function chooseNothing(): void {
  if (isLive.value && view.value?.sort === null) {
    cursor.value = null;
    eventList()?.toEnd();
  } else choosePosition(0);
}

/** After the list has other events: the chosen one again, or the nearest. */
export async function chooseAgain(): Promise<void> {
  const { value } = view;
  if (value === null || thereCount.value === 0) {
    cursor.value = null;
    return;
  }
  if (wanted === null) return chooseNothing();
  const row = wanted;
  isPassed = false;
  try {
    const found = await findPosition(value.id, row);
    if (wanted === row && view.value?.id === value.id) chooseNearest(row, found);
  } catch (error) {
    reportError(error);
  }
}

/** Chooses a row, or what is behind its place. */
function chooseNearest(row: number, { position, isIn }: PositionAnswer): void {
  isPassed = !isIn && position < shownCount.value;
  const nearest = Math.min(position, Math.max(0, shownCount.value - 1));
  cursor.value = { position: nearest, row: isIn ? row : (rowPages.at(nearest)?.row ?? null), isIn: true };
  eventList()?.show(nearest, true);
}

/** Whether the chosen event is the one the user wanted, or the nearest one for good. */
export function isSettled(): boolean {
  if (cursor.value === null) return isLive.value && wanted === null;
  return wanted === null || isPassed || cursor.value.row === wanted;
}

/** Says which event is to be chosen as soon as the list has one. */
export function wantRow(row: number | null): void {
  wanted = row;
}

/** Names the event under the cursor when it comes. */
function nameChosen(): void {
  void arrivals.value;
  const { value } = cursor;
  if (value === null || value.row !== null) return;
  const event = rowPages.at(value.position);
  if (event === null) return;
  wanted ??= event.row;
  cursor.value = { ...value, row: event.row };
}

/** Changes of the choice closer than this, in ms, come from a key that is held: only the last event's details are asked for. */
const HELD = 60;
let loading: AbortController | null = null;
let rest: ReturnType<typeof setTimeout> | undefined;
let lastChange = 0;

/** Of an event that was dropped before the list had it. */
const DROPPED = 'this event was dropped to make room for later ones (--limit)';

async function loadDetails(row: number, viewId: number): Promise<void> {
  loading = new AbortController();
  try {
    details.value = await get<EventDetails>(`/api/events/${row}?view=${viewId}`, loading.signal);
  } catch (error) {
    if (!isAborted(error)) sayMissing(error);
  }
}

/** Says why there are no details of the chosen event; those of another one do not stay in their place. */
function sayMissing(error: unknown): void {
  details.value = null;
  if (error instanceof RefusedError && error.status === 404) missingDetails.value = messageOf(error);
  else reportError(error);
}

/** Keeps the chosen event's details there. */
export function startDetails(): void {
  effect(nameChosen);
  const row = computed(() => cursor.value?.row ?? null);
  const viewId = computed(() => view.value?.id ?? null);
  const isGone = computed(() => {
    void arrivals.value;
    const chosen = cursor.value;
    if (chosen === null || chosen.row !== null) return false;
    return chosen.position < firstShown.value || rowPages.isDropped(chosen.position);
  });
  effect(() => {
    loading?.abort();
    clearTimeout(rest);
    missingDetails.value = isGone.value ? DROPPED : '';
    if (row.value === null || viewId.value === null) {
      details.value = null;
      return;
    }
    const [wantedRow, id] = [row.value, viewId.value];
    const isHeld = performance.now() - lastChange < HELD;
    lastChange = performance.now();
    rest = setTimeout(() => void loadDetails(wantedRow, id), isHeld ? HELD : 0);
  });
}

/** What events can have in common with the chosen one. */
export type Bond = 'thread' | 'process' | 'descriptor' | 'error';

const NAMES: Readonly<Record<Bond, string>> = {
  thread: 'of this thread',
  process: 'of this process',
  descriptor: 'of this descriptor',
  error: 'that failed',
};

let stopWaiting = (): void => undefined;

/** Calls `then` with everything about the chosen event, once it is known and if the choice stays. */
export function withChosen(then: (event: EventDetails) => void): void {
  stopWaiting();
  const place = cursor.value?.position;
  let isOver = false;
  const stop = effect(() => {
    const chosen = cursor.value;
    const event = details.value;
    if (isOver) return;
    if (chosen === null || chosen.position !== place) isOver = true;
    else if (event !== null && event.row === chosen.row) {
      isOver = true;
      queueMicrotask(() => then(event));
    }
  });
  stopWaiting = () => {
    isOver = true;
    stop();
  };
}

/** Goes to the nearest event that has something in common with the chosen one. */
export function chooseNeighbour(bond: Bond, direction: 'previous' | 'next'): void {
  withChosen((event) => {
    const row = event[bond][direction];
    if (row >= 0) void jumpTo(row);
    else notice.value = `No ${direction} event ${NAMES[bond]}.`;
  });
}

/** Goes to the other event of the call. */
export function choosePartner(): void {
  withChosen(({ partner }) => {
    if (partner >= 0) void jumpTo(partner);
    else notice.value = 'This event has no partner.';
  });
}
