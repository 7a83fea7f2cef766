import type { JSX } from 'preact';
import { Chooser } from '../app/chooser.jsx';
import { ownButtons } from '../state/colour-rules.js';
import { shownColumns } from '../state/columns.js';
import { applyFilter, sortList } from '../state/filter.js';
import { savedFilters } from '../state/settings.js';
import { isSortable } from '../state/sort.js';
import { capture, dialog } from '../state/store.js';
import { columnCommands } from './column-commands.js';
import { keyName } from './names.js';
import { shownCommands } from './table.js';

/** What the user can write. */
const OWN = [
  { title: 'Filter: Save this filter', about: '', run: () => (dialog.value = 'filter') },
  { title: 'Page: Colour rules', about: '', run: () => (dialog.value = 'colours') },
  { title: 'Filter: Buttons of your own', about: '', run: () => (dialog.value = 'buttons') },
];

/** Everything the page can do, by name. */
export function Commands(): JSX.Element {
  const commands = shownCommands().map(({ part, title, keys, run }) => ({
    title: `${part}: ${title}`,
    about: keys.map(keyName).join(' '),
    run,
  }));
  const saved = savedFilters.value.map(({ name, filter }) => ({ path: ['Saved', name], filter }));
  const filters = [...saved, ...(capture.value?.buttons ?? []), ...ownButtons.value].map(({ path, filter }) => ({
    title: `Filter: ${path.join(' › ')}`,
    about: filter,
    run: () => void applyFilter(filter),
  }));
  const orders = shownColumns.value
    .filter(({ field }) => isSortable(field))
    .flatMap(({ field, title }) => [
      { title: `Sort: ${title}, ascending`, about: field, run: () => void sortList({ field, isDown: false }) },
      { title: `Sort: ${title}, descending`, about: field, run: () => void sortList({ field, isDown: true }) },
    ]);
  orders.push({ title: 'Sort: as captured', about: '', run: () => void sortList(null) });
  return <Chooser label="Commands" choices={[...commands, ...OWN, ...filters, ...orders, ...columnCommands()]} />;
}
