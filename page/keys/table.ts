import type { EventDetails } from '../../src/web/protocol.js';
import { PAGES } from '../app/pages.js';
import { copyBytes } from '../details/copy-bytes.js';
import { chosenField } from '../details/tree.js';
import { copyAsCsv } from '../export/save-events.js';
import { findNext, openFind } from '../find/find.js';
import { openChosenMenu } from '../menu/chosen-menu.js';
import { withChosen } from '../state/choose.js';
import { addColumn } from '../state/columns.js';
import { copy } from '../state/copy.js';
import { appliedFilter, applyFilter } from '../state/filter.js';
import { focusFilter, focusList } from '../state/focus.js';
import { followDescriptor } from '../state/follow.js';
import { ignoreChosen, ignoreNone } from '../state/ignoring.js';
import { togglePause } from '../state/live.js';
import { chooseMark, toggleMark, toggleReference } from '../state/marking.js';
import { whyNot } from '../state/needs.js';
import { isBeside, marks } from '../state/settings.js';
import { dialog, notice, page } from '../state/store.js';
import { visible } from '../text/byte-string.js';
import { asJson, asLine, asYaml } from '../text/event-texts.js';
import { alsoWith, JOINS, termOf } from '../text/filter-terms.js';
import type { Command } from './command.js';
import { MOVES } from './move.js';
import { NEIGHBOURS } from './neighbours.js';
import { TIME_COMMANDS } from './time-commands.js';

function withField(use: (field: string, text: string, time: string) => void): () => void {
  return () =>
    withChosen(({ time }) => {
      const field = chosenField.value;
      if (field === null) notice.value = 'Choose a field in the details first.';
      else use(field.name, field.text, time);
    });
}

function joinField(index: number): () => void {
  return withField((field, text, time) => {
    const term = termOf(field, text, time);
    const join = JOINS[index];
    if (term === null || join === undefined) notice.value = 'A filter cannot say this value.';
    else void applyFilter(join.join(appliedFilter.value, term));
  });
}

function fromTime(operator: '>=' | '<='): () => void {
  return () =>
    withChosen(({ time }) => void applyFilter(alsoWith(appliedFilter.value, `evt.rawtime${operator}${time}`)));
}

function withEvent(text: (event: EventDetails) => string, what: string): () => void {
  return () => withChosen((event) => void copy(text(event), what));
}

const copyChosen = (): void => withChosen(({ row }) => void copyAsCsv([row], 'the event as CSV'));

function copyMarked(): void {
  const rows = [...marks.value].sort((a, b) => a - b);
  if (rows.length === 0) notice.value = 'No event is marked.';
  else void copyAsCsv(rows, 'the marked events as CSV');
}

const withChosenBytes = (): void => withChosen(copyBytes);

function copyTerm(): void {
  withField((field, text, time) => void copy(termOf(field, text, time) ?? '', 'the filter'))();
}

const open = (name: NonNullable<typeof dialog.value>) => (): void => {
  dialog.value = name;
};

function turn(): void {
  isBeside.value = !isBeside.value;
}

/** All keys, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  ...MOVES,
  { keys: ['g', 'Control+g'], title: 'Go to a number or time', part: 'Move', run: open('goto') },
  { keys: ['Control+f'], title: 'Find a text, or what passes a filter', part: 'Go', run: openFind },
  { keys: ['F3'], title: 'Next event found', part: 'Go', run: () => void findNext(1) },
  { keys: ['Shift+F3'], title: 'Previous event found', part: 'Go', run: () => void findNext(-1) },
  ...NEIGHBOURS,
  { keys: ['/'], title: 'Write a filter', part: 'Filter', run: focusFilter },
  { keys: ['='], title: 'Only events with the chosen value', part: 'Filter', run: joinField(2) },
  { keys: ['!'], title: 'Only events without the chosen value', part: 'Filter', run: joinField(4) },
  { keys: ['>'], title: 'Only from this event on', part: 'Filter', run: fromTime('>=') },
  { keys: ['<'], title: 'Only up to this event', part: 'Filter', run: fromTime('<=') },
  { keys: ['x'], title: 'All events', part: 'Filter', run: () => void applyFilter('') },
  { keys: ['f'], title: 'Follow the descriptor', part: 'Event', needsCalls: true, run: followDescriptor },
  { keys: ['.', 'ContextMenu'], title: 'Menu of the event', part: 'Event', run: openChosenMenu },
  { keys: ['m'], title: 'Mark', part: 'Event', run: toggleMark },
  { keys: [']'], title: 'Next mark', part: 'Event', run: () => chooseMark(1) },
  { keys: ['['], title: 'Previous mark', part: 'Event', run: () => chooseMark(-1) },
  { keys: ['i'], title: 'Ignore', part: 'Event', run: ignoreChosen },
  { keys: ['I'], title: 'Ignore none any more', part: 'Event', run: ignoreNone },
  { keys: ['t'], title: 'Time reference', part: 'Event', run: toggleReference },
  { keys: ['c'], title: 'Chosen field as column', part: 'Event', run: withField(addColumn) },
  { keys: ['y t'], title: 'Copy as text', part: 'Copy', run: withEvent(asLine, 'the event') },
  { keys: ['y j'], title: 'Copy as JSON', part: 'Copy', run: withEvent(asJson, 'the event as JSON') },
  { keys: ['y y'], title: 'Copy as YAML', part: 'Copy', run: withEvent(asYaml, 'the event as YAML') },
  { keys: ['y c'], title: 'Copy the columns as CSV', part: 'Copy', run: copyChosen },
  { keys: ['y m'], title: 'Copy the marked events as CSV', part: 'Copy', run: copyMarked },
  { keys: ['y b'], title: 'Copy bytes as hex, the marked ones or all', part: 'Copy', run: withChosenBytes },
  { keys: ['y f'], title: 'Copy the chosen field as filter', part: 'Copy', run: copyTerm },
  {
    keys: ['y v'],
    title: 'Copy the value of the chosen field',
    part: 'Copy',
    run: withField((_, text) => void copy(visible(text), 'the value')),
  },
  ...PAGES.map(
    ({ name, title, key, needsCalls }): Command => ({
      keys: [key],
      title,
      part: 'Page',
      needsCalls,
      run: () => {
        page.value = name;
      },
    }),
  ),
  ...TIME_COMMANDS,
  { keys: ['Control+s'], title: 'Save events', part: 'Page', run: open('export') },
  { keys: ['z'], title: 'Pause, or go on (live)', part: 'Page', run: togglePause },
  { keys: ['b'], title: 'Details beside or below', part: 'Page', run: turn },
  { keys: ['?'], title: 'Keys', part: 'Page', run: open('keys') },
  { keys: ['Control+k'], title: 'Commands', part: 'Page', run: open('commands') },
  { keys: ['Escape'], title: 'Close what is open', part: 'Page', run: close },
];

function close(): void {
  if (dialog.value !== null) dialog.value = null;
  else if (page.value !== 'events') page.value = 'events';
  focusList();
}

/** Those that can do something with what is looked at. */
export const shownCommands = (): readonly Command[] => COMMANDS.filter((command) => whyNot(command) === null);
