import { computed, signal } from '@preact/signals';
import type { ViewSort } from '../../src/web/protocol.js';
import { capture } from './store.js';

/** How the list is sorted; null as captured. */
export const sort = signal<ViewSort | null>(null);

const sortable = computed<ReadonlySet<string>>(() => new Set(capture.value?.sortable));

/** Whether the list can be sorted by a field: the index has its values. */
export const isSortable = (field: string): boolean => sortable.value.has(field);

/** What a click on a title does: up, down, as captured. */
export function nextSort(field: string): ViewSort | null {
  const { value } = sort;
  if (value?.field !== field) return { field, isDown: false };
  return value.isDown ? null : { field, isDown: true };
}

/** An order as links have it: a field, after a minus if it goes down; empty as captured. */
export const sortText = (order: ViewSort | null): string =>
  order === null ? '' : `${order.isDown ? '-' : ''}${order.field}`;

/** The order of a link; null as captured. */
export function sortOf(text: string): ViewSort | null {
  const isDown = text.startsWith('-');
  const field = isDown ? text.slice(1) : text;
  return field === '' ? null : { field, isDown };
}
