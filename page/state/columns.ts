import { computed, signal } from '@preact/signals';
import { kept } from './kept.js';
import { capture } from './store.js';

/** A column as this browser shows it. */
export interface Column {
  readonly field: string;
  readonly title: string;
  /** Pixels; 0 takes what is left. */
  readonly width: number;
  readonly isHidden: boolean;
}

const WIDTHS: Readonly<Record<string, number>> = {
  'evt.num': 74,
  'evt.time': 160,
  'evt.dir': 34,
  'evt.type': 104,
  'proc.name': 96,
  'proc.pid': 62,
  'thread.tid': 62,
  'fd.num': 40,
  'fd.name': 246,
  'evt.latency': 88,
  'evt.args': 0,
  'evt.info': 0,
  'container.name': 86,
};
const OTHER_WIDTH = 120;
export const NARROWEST = 18;

/** What each listed event has without being asked. */
const OWN = [
  { field: 'evt.num', title: 'No.' },
  { field: 'evt.time', title: 'Time' },
];

/** Columns by the user's will; empty until something was changed. */
const chosen = kept<readonly Column[]>('columns', []);
/** Those that a link has named, in this tab only; null for the user's. */
const linked = signal<readonly Column[] | null>(null);

/** Columns as they are at first. */
const presets = computed<readonly Column[]>(() =>
  [...OWN, ...(capture.value?.columns ?? [])].map(({ field, title }) => newColumn(field, title)),
);

/** All columns, hidden ones too. */
export const columns = computed<readonly Column[]>(() => {
  if (linked.value !== null) return linked.value;
  return chosen.value.length > 0 ? chosen.value : presets.value;
});

/** The columns of the list. */
export const shownColumns = computed(() => columns.value.filter(({ isHidden }) => !isHidden));

const fieldsOf = (all: readonly Column[]): string => all.map(({ field }) => field).join(',');

/** The fields of the shown columns as links name them; empty for those of the start. */
export const columnsText = computed(() => {
  const text = fieldsOf(shownColumns.value);
  return text === fieldsOf(presets.value) ? '' : text;
});

/** Shows the columns that a link names, as far as there are such fields; empty for the user's own. */
export function linkColumns(text: string, isKnown: (field: string) => boolean): void {
  if (text === columnsText.value) return;
  const all = [...presets.value, ...chosen.value];
  const names = [...new Set(text.split(','))].filter(isKnown);
  linked.value =
    names.length === 0
      ? null
      : names
          .map((name) => all.find(({ field }) => field === name) ?? newColumn(name, name))
          .map((column) => ({ ...column, isHidden: false }));
}

function choose(all: readonly Column[]): void {
  chosen.value = all;
  linked.value = null;
}

function newColumn(field: string, title: string): Column {
  return { field, title, width: WIDTHS[field] ?? OTHER_WIDTH, isHidden: false };
}

/** Shows a field as the last but one column. */
export function addColumn(field: string): void {
  if (columns.value.some((column) => column.field === field)) {
    changeColumn(field, { isHidden: false });
    return;
  }
  const all = columns.value;
  const last = all.findLastIndex(({ width }) => width === 0);
  const place = last < 0 ? all.length : last;
  choose([...all.slice(0, place), newColumn(field, field), ...all.slice(place)]);
}

/** Changes a column's width or visibility. */
export function changeColumn(field: string, change: Partial<Column>): void {
  choose(columns.value.map((column) => (column.field === field ? { ...column, ...change } : column)));
}

/** Puts a column before another one. */
export function moveColumn(field: string, before: string): void {
  const moved = columns.value.find((column) => column.field === field);
  if (moved === undefined || field === before) return;
  const others = columns.value.filter((column) => column !== moved);
  const place = others.findIndex((column) => column.field === before);
  choose([...others.slice(0, place), moved, ...others.slice(place)]);
}

/** Goes back to the columns of the start. */
export function resetColumns(): void {
  choose([]);
}
