import type { EventDetails } from '../../src/web/protocol.js';
import { copyBytes } from '../details/copy-bytes.js';
import { copyAsCsv } from '../export/save-events.js';
import { choosePartner } from '../state/choose.js';
import { CONVERSATION_COLOURS, conversationColours } from '../state/colour-rules.js';
import { addColumn, columns } from '../state/columns.js';
import { copy } from '../state/copy.js';
import { countField } from '../state/counted-field.js';
import { appliedFilter, applyFilter, filterText } from '../state/filter.js';
import { followDescriptor } from '../state/follow.js';
import { ignoreChosen } from '../state/ignoring.js';
import { toggleMark, toggleReference } from '../state/marking.js';
import { visible } from '../text/byte-string.js';
import { asJson, asLine, asYaml } from '../text/event-texts.js';
import { JOINS, termOf } from '../text/filter-terms.js';
import { type Conversation, conversations } from './conversations.js';
import type { MenuItem } from './menu.js';

/** A field's value of an event (a byte string; null for none). */
export interface Value {
  readonly field: string;
  readonly text: string | null;
}

const SHORT = 40;
const shortened = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT)}…` : text);

function joins(term: string, use: (filter: string) => void): MenuItem[] {
  return JOINS.map(({ title, join }) => ({ title, run: () => use(join(appliedFilter.value, term)) }));
}

/** Writes a filter into the bar, to be changed. */
export function prepareFilter(filter: string): void {
  filterText.value = filter;
  document.getElementById('filter')?.focus();
}

function filterItems({ field, text }: Value, time: string): MenuItem[] {
  const term = text === null ? null : termOf(field, text, time);
  if (term === null) return [];
  return [
    { title: shortened(term) },
    { title: 'Apply as filter', items: joins(term, (filter) => void applyFilter(filter)) },
    { title: 'Prepare as filter', items: joins(term, prepareFilter) },
  ];
}

function valueItems({ field, text }: Value, time: string): MenuItem[] {
  const term = text === null ? null : termOf(field, text, time);
  const isColumn = columns.value.some((column) => column.field === field && !column.isHidden);
  return [
    ...(isColumn ? [] : [{ title: 'Show as column', key: 'c', run: () => addColumn(field) }]),
    { title: 'Count its values', run: () => countField(field) },
    ...(text === null ? [] : [{ title: 'Copy value', key: 'y v', run: () => void copy(visible(text), 'the value') }]),
    ...(term === null ? [] : [{ title: 'Copy as filter', key: 'y f', run: () => void copy(term, 'the filter') }]),
  ];
}

function colourItems(talks: readonly Conversation[]): MenuItem[] {
  const coloured = conversationColours.value;
  const paint = ({ filter }: Conversation) => {
    const others = coloured.filter((other) => other.filter !== filter);
    const used = new Set(others.map(({ colour }) => colour));
    const free = CONVERSATION_COLOURS.findIndex((_, colour) => !used.has(colour));
    const kept = free < 0 ? others.slice(1) : others;
    const colour = free < 0 ? (others[0]?.colour ?? 0) : free;
    conversationColours.value = [...kept, { filter, colour }];
  };
  const none = {
    title: 'No conversation',
    run: () => {
      conversationColours.value = [];
    },
  };
  return [...talks.map((talk) => ({ title: talk.title, run: () => paint(talk) })), none];
}

function eventItems(event: EventDetails): MenuItem[] {
  const talks = conversations(event);
  return [
    {
      title: 'Conversation filter',
      isPart: true,
      items: talks.map(({ title, filter }) => ({ title, run: () => void applyFilter(filter) })),
    },
    { title: 'Colour conversation', items: colourItems(talks) },
    { title: 'Follow file descriptor stream', key: 'f', run: followDescriptor },
    { title: 'Go to partner', key: 'Enter', run: choosePartner },
    { title: 'Mark', key: 'm', isPart: true, run: toggleMark },
    { title: 'Ignore', key: 'i', run: ignoreChosen },
    { title: 'Time reference', key: 't', run: toggleReference },
    { title: 'Copy event as text', key: 'y t', isPart: true, run: () => void copy(asLine(event), 'the event') },
    { title: 'Copy event as JSON', key: 'y j', run: () => void copy(asJson(event), 'the event as JSON') },
    { title: 'Copy event as YAML', key: 'y y', run: () => void copy(asYaml(event), 'the event as YAML') },
    { title: 'Copy event as CSV', key: 'y c', run: () => void copyAsCsv([event.row], 'the event as CSV') },
    { title: 'Copy bytes as hex', key: 'y b', run: () => copyBytes(event) },
  ];
}

/** The menu of a field of the chosen event. */
export function eventMenu(event: EventDetails, value: Value | null): MenuItem[] {
  const items = value === null ? [] : [...filterItems(value, event.time), ...valueItems(value, event.time)];
  return [...items, ...eventItems(event)];
}
