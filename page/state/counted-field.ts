import { computed, signal } from '@preact/signals';
import { shownColumns } from './columns.js';
import { dialog, page } from './store.js';

/** Columns that have another value in nearly each event, and those that have two. */
const UNCOUNTED = new Set(['evt.num', 'evt.time', 'evt.dir', 'evt.latency', 'evt.args', 'evt.info']);
const USUAL = 'evt.type';

/** Columns of the list whose values are worth counting: those that take what is left of the width tell of one event. */
export const countable = computed(() =>
  shownColumns.value.filter(({ field, width }) => width > 0 && !UNCOUNTED.has(field)),
);

/** The field that the user has chosen; empty for none. */
const chosen = signal('');

/** The field whose values are counted. */
export const countedField = computed(() => (chosen.value === '' ? (countable.value[0]?.field ?? USUAL) : chosen.value));

/** The field as links name it; empty while its values are not shown. */
export const countedText = computed(() => (page.value === 'values' ? chosen.value : ''));

/** Shows how many events have each value of a field; empty for that of the start. */
export function countField(field: string): void {
  chosen.value = field;
  page.value = 'values';
  dialog.value = null;
}

/** Takes the field that a link names; empty for none. */
export function takeCounted(field: string): void {
  if (page.value === 'values') chosen.value = field;
}
