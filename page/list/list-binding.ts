import { computed, effect } from '@preact/signals';
import type { ListedEvent } from '../../src/web/protocol.js';
import { colours } from '../state/colour-rules.js';
import { shownColumns } from '../state/columns.js';
import { isLive, pausedAt, seen } from '../state/live.js';
import { arrivals, rowPages, sight } from '../state/rows.js';
import { isClassic, marks, references, timeFormat } from '../state/settings.js';
import { cursor, details, view } from '../state/store.js';
import { captureSpan } from '../state/strips.js';
import type { EventList } from './event-list.js';
import { gapThreshold } from './gap-lines.js';
import type { RowLook, RowState } from './row-view.js';

const SINCE_CAPTURED = 'evt.deltatime';
const OWN_FIELDS = new Set(['evt.num', 'evt.time']);

const fetchedFields = computed<readonly string[]>(() => {
  const fields = shownColumns.value.map(({ field }) => field).filter((field) => !OWN_FIELDS.has(field));
  const isNeeded = timeFormat.value.id === 'captured' && !fields.includes(SINCE_CAPTURED);
  return isNeeded ? [...fields, SINCE_CAPTURED] : fields;
});

/** References by row, last first. */
const sortedReferences = computed(() => [...references.value].sort(([a], [b]) => b - a));

function timeOf(event: ListedEvent, position: number): string {
  const reference = sortedReferences.value.find(([row]) => row <= event.row);
  if (reference?.[0] === event.row) return '*REF*';
  return timeFormat.value.text(event.time, {
    begin: captureSpan.value?.begin ?? event.time,
    sinceCaptured: event.cells[fetchedFields.value.indexOf(SINCE_CAPTURED)] ?? null,
    shownBefore: position === 0 ? null : (rowPages.at(position - 1)?.time ?? null),
    reference: reference?.[1] ?? null,
  });
}

/** How all rows look now. */
function currentLook(): RowLook {
  const fields = shownColumns.value.map(({ field }) => field);
  void timeFormat.value;
  void sortedReferences.value;
  void captureSpan.value;
  return {
    fields,
    aligns: shownColumns.value.map(({ align = '' }) => align),
    cellPlaces: fields.map((field) => fetchedFields.value.indexOf(field)),
    colours: colours.value.rules,
    isClassic: isClassic.value,
    timeOf,
  };
}

/** What is said about a row now. */
export function rowStateOf(event: ListedEvent | null, position: number): RowState {
  const chosen = cursor.value;
  const known = details.value;
  const isPartner = event !== null && known !== null && known.row === chosen?.row && known.partner === event.row;
  return {
    isChosen: chosen?.isIn === true && chosen.position === position,
    isMarked: event !== null && marks.value.has(event.row),
    isReference: event !== null && references.value.has(event.row),
    partner: isPartner ? 'partner' : '',
  };
}

function setGaps(list: EventList): void {
  const span = captureSpan.value;
  const count = view.value?.count ?? 0;
  // sorted events are no neighbours in time, and where it goes back, those that are have no gaps between them
  const isInTime = span?.isInOrder === true && view.value?.sort == null;
  list.gapNs = isInTime ? gapThreshold(span.ns, count) : Number.POSITIVE_INFINITY;
}

/** Keeps the list as the state says. Returns what ends that. */
export function bindList(list: EventList, scroller: HTMLElement): () => void {
  list.drawn = () => {
    const { top } = list.place;
    const last = list.place.last();
    if (list.place.isAtEnd) seen.value = list.place.count;
    if (sight.peek().first !== top || sight.peek().last !== last) sight.value = { first: top, last };
  };
  let listed = -1;
  const stops = [
    effect(() => {
      list.mayFollow = isLive.value && pausedAt.value === null && view.value?.sort === null;
    }),
    effect(() => {
      const { value } = view;
      if (value === null) return;
      if (value.id !== listed) seen.value = value.count;
      listed = value.id;
      rowPages.setView(value, { fields: fetchedFields.value, colours: colours.value.id });
      setGaps(list);
      list.setCount(value.count, value.first ?? 0);
    }),
    effect(() => list.setLook(currentLook())),
    effect(() => {
      void [arrivals.value, cursor.value, details.value, marks.value, references.value];
      list.invalidate();
    }),
    effect(() => {
      scroller.classList.toggle('classic', isClassic.value);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
