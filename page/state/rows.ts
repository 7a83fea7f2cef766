import { signal } from '@preact/signals';
import { messageOf, RefusedError } from '../api/client.js';
import type { EventList } from '../list/event-list.js';
import { RowPages } from '../list/row-pages.js';
import { failure, notice } from './store.js';

/** Grows with each page of rows that comes. */
export const arrivals = signal(0);

/** The rows in sight, by position. */
export const sight = signal({ first: 0, last: 0 });

/** Shows what went wrong with a request. */
export function reportError(error: unknown): void {
  if (error instanceof RefusedError && error.status === 401) failure.value = 'no token';
  else if (error instanceof TypeError) failure.value = 'gone';
  else notice.value = messageOf(error);
}

/** Events of the list. */
export const rowPages = new RowPages(() => {
  arrivals.value++;
}, reportError);

let list: EventList | null = null;

/** Says which list shows the rows. */
export function setList(shown: EventList): void {
  list = shown;
}

/** What shows the rows; null before there is one. */
export const eventList = (): EventList | null => list;
