import { computed, type Signal, signal, untracked } from '@preact/signals';
import { kept } from './kept.js';
import { timeFormatId } from './settings.js';
import { capture } from './store.js';

/** Where the texts of a column stand, as the style sheet says it. */
export type Align = 'left' | 'center' | 'right';

/** The same in words. */
export const ALIGNS: readonly { readonly align: Align; readonly title: string }[] = [
  { align: 'left', title: 'Left' },
  { align: 'center', title: 'Centre' },
  { align: 'right', title: 'Right' },
];

/** A column as this browser shows it. */
export interface Column {
  readonly field: string;
  readonly title: string;
  /** Pixels; 0 takes what is left. */
  readonly width: number;
  readonly isHidden: boolean;
  /** Absent: as is usual for its field. */
  readonly align?: Align;
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
  'ct.shortsrc': 100,
  'ct.name': 210,
  'ct.error': 150,
  'ct.user.accountid': 108,
  'ct.user': 130,
  'ct.srcip': 124,
  's3.bucket': 130,
  'ec2.name': 76,
  'ct.info': 0,
  'ka.verb': 64,
  'ka.target.name': 190,
  'ka.user.name': 220,
  'ka.response.code': 50,
  'gcp.serviceName': 170,
  'gcp.methodName': 210,
  'gcp.user': 180,
  'gcp.resourceName': 200,
  'evt.plugininfo': 0,
};
/** Widths of times that are longer than the usual ones, by format. */
const TIME_WIDTHS: Readonly<Record<string, number>> = {
  date: 232,
  'utc-date': 232,
  day: 216,
  'utc-day': 216,
  epoch: 172,
};
const TIME = 'evt.time';
const OTHER_WIDTH = 120;
export const NARROWEST = 18;

/** What each listed event has without being asked. */
const OWN = [
  { field: 'evt.num', title: 'No.' },
  { field: 'evt.time', title: 'Time' },
];

/** Columns by the user's will, for each event source; empty until something was changed. */
const chosenBySource = new Map<string, Signal<readonly Column[]>>();

function chosen(): Signal<readonly Column[]> {
  const source = capture.value?.profile ?? '';
  const known = chosenBySource.get(source);
  if (known !== undefined) return known;
  const made = untracked(() => kept<readonly Column[]>(source === '' ? 'columns' : `columns.${source}`, []));
  chosenBySource.set(source, made);
  return made;
}

/** The field of the column that is being titled. */
export const titledField = signal('');

/** Those that a link has named, in this tab only; null for the user's. */
const linked = signal<readonly Column[] | null>(null);

/** Columns as they are at first. */
const presets = computed<readonly Column[]>(() =>
  [...OWN, ...(capture.value?.columns ?? [])].map(({ field, title }) => newColumn(field, title)),
);

/** All columns, hidden ones too. */
export const columns = computed<readonly Column[]>(() => {
  if (linked.value !== null) return linked.value;
  return chosen().value.length > 0 ? chosen().value : presets.value;
});

/** A column with the room that the format of times needs, unless the user has given it another width. */
const withRoom = (column: Column): Column =>
  column.field === TIME && column.width === WIDTHS[TIME]
    ? { ...column, width: TIME_WIDTHS[timeFormatId.value] ?? column.width }
    : column;

/** The columns of the list. */
export const shownColumns = computed(() => columns.value.filter(({ isHidden }) => !isHidden).map(withRoom));

const fieldsOf = (all: readonly Column[]): string => all.map(({ field }) => field).join(',');

/** The fields of the shown columns as links name them; empty for those of the start. */
export const columnsText = computed(() => {
  const text = fieldsOf(shownColumns.value);
  return text === fieldsOf(presets.value) ? '' : text;
});

/** Shows the columns that a link names, as far as there are such fields; empty for the user's own. */
export function linkColumns(text: string, isKnown: (field: string) => boolean): void {
  if (text === columnsText.value) return;
  const all = [...presets.value, ...chosen().value];
  const names = [...new Set(text.split(','))].filter(isKnown);
  linked.value =
    names.length === 0
      ? null
      : names
          .map((name) => all.find(({ field }) => field === name) ?? newColumn(name, name))
          .map((column) => ({ ...column, isHidden: false }));
}

function choose(all: readonly Column[]): void {
  chosen().value = all;
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

/** Gives a column a title; empty for that of the start. */
export function titleColumn(field: string, title: string): void {
  const first = presets.value.find((column) => column.field === field);
  changeColumn(field, { title: title === '' ? (first?.title ?? field) : title });
}

/** Changes how a column looks, or whether it is shown. */
export function changeColumn(field: string, change: Partial<Column>): void {
  choose(columns.value.map((column) => (column.field === field ? { ...column, ...change } : column)));
}

/** Puts a column to the place of another one, which makes room for it. */
export function moveColumn(field: string, to: string): void {
  const all = columns.value;
  const moved = all.find((column) => column.field === field);
  const place = all.findIndex((column) => column.field === to);
  if (moved === undefined || place < 0) return;
  const others = all.filter((column) => column !== moved);
  choose([...others.slice(0, place), moved, ...others.slice(place)]);
}

/** Moves a column by one place of those that are shown: -1 left, 1 right. */
export function shiftColumn(field: string, by: 1 | -1): void {
  const shown = shownColumns.value;
  const to = shown[shown.findIndex((column) => column.field === field) + by];
  if (to !== undefined) moveColumn(field, to.field);
}

/** Goes back to the columns of the start. */
export function resetColumns(): void {
  choose([]);
}
