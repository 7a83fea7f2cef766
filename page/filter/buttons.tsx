import type { JSX } from 'preact';
import type { FilterButton } from '../../src/web/protocol.js';
import { currentClient } from '../api/client.js';
import { type MenuItem, showMenuBelow } from '../menu/menu.js';
import { ownButtons } from '../state/colour-rules.js';
import { appliedFilter, applyFilter } from '../state/filter.js';
import { filterHistory, savedFilters } from '../state/settings.js';
import { capture, dialog } from '../state/store.js';

const FAILED = /fail/i;
const IS_BAD = /fail|error/i;

/** Menus of filters to begin with, and those the user saved. */
export function Buttons(): JSX.Element {
  const given = capture.value?.buttons ?? [];
  const alone = given.filter(({ path }) => path.length === 1);
  const buttons = [...given.filter(({ path }) => path.length > 1), ...ownButtons.value];
  const menus = [...new Set(buttons.map(menuOf))];
  const failed = buttons.find(({ path }) => FAILED.test(path.at(-1) ?? ''));
  return (
    <div class="chips">
      {menus.map((menu) => (
        <MenuChip key={menu} title={menu} items={() => itemsOf(menu, buttons)} />
      ))}
      {failed !== undefined && <FilterChip title="Failed" filter={failed.filter} />}
      {alone.map(({ path, filter }) => (
        <FilterChip key={filter} title={path[0] as string} filter={filter} />
      ))}
      <MenuChip title="Saved" items={savedItems} />
      {!currentClient().isReport && <SaveChip />}
    </div>
  );
}

function SaveChip(): JSX.Element {
  return (
    <button type="button" class="chip plain" aria-haspopup="dialog" onClick={() => (dialog.value = 'export')}>
      Save events…
    </button>
  );
}

/** The menu that a button is in. */
const menuOf = ({ path }: FilterButton): string => (path.length > 1 ? (path[0] as string) : 'Own');

/** A button that shows what passes a filter, and all events when it is pressed again. */
function FilterChip({ title, filter }: { title: string; filter: string }): JSX.Element {
  const isOn = appliedFilter.value === filter;
  const look = IS_BAD.test(title) ? 'fail' : 'plain';
  return (
    <button
      type="button"
      class={`chip ${look}`}
      aria-pressed={isOn}
      onClick={() => void applyFilter(isOn ? '' : filter)}
    >
      {title}
    </button>
  );
}

const COLOURS: Readonly<Record<string, string>> = { Commands: 'exec', Files: 'open', Network: 'netr' };

function MenuChip({ title, items }: { title: string; items: () => MenuItem[] }): JSX.Element {
  const open = (event: MouseEvent) => showMenuBelow(event.currentTarget as Element, title, items());
  const colour = COLOURS[title];
  return (
    <button type="button" class={`chip ${colour ?? 'plain'}`} aria-haspopup="menu" onClick={open}>
      {title} <span aria-hidden="true">▾</span>
    </button>
  );
}

function itemsOf(menu: string, buttons: readonly FilterButton[]): MenuItem[] {
  return buttons
    .filter((button) => menuOf(button) === menu)
    .map(({ path, filter, comment = '' }) => ({
      title: path.slice(path.length > 1 ? 1 : 0).join(' › '),
      about: shortened(comment),
      isChecked: appliedFilter.value === filter,
      run: () => void applyFilter(filter),
    }));
}

const LONGEST = 80;
const HISTORY = 12;
const shortened = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);

function savedItems(): MenuItem[] {
  const filter = appliedFilter.value;
  const saved = savedFilters.value;
  const isSaved = saved.some((other) => other.filter === filter);
  return [
    ...saved.map(({ name, filter: text, comment = '' }) => ({
      title: shortened(name),
      about: shortened(comment || (name === text ? '' : text)),
      isChecked: text === filter,
      run: () => void applyFilter(text),
    })),
    ...(filter === '' ? [] : isSaved ? [name('Name of this filter…'), forget(filter)] : [name('Save this filter…')]),
    { title: 'Buttons of your own…', run: () => (dialog.value = 'buttons') },
    { title: 'All events', run: () => void applyFilter('') },
    ...(filterHistory.value.length === 0 ? [] : [{ title: 'Earlier filters' }]),
    ...filterHistory.value.slice(0, HISTORY).map((text) => ({
      title: shortened(text),
      run: () => void applyFilter(text),
    })),
  ];
}

const name = (title: string): MenuItem => ({ title, isPart: true, run: () => (dialog.value = 'filter') });

function forget(filter: string): MenuItem {
  return {
    title: 'Forget this saved filter',
    run: () => {
      savedFilters.value = savedFilters.value.filter((other) => other.filter !== filter);
    },
  };
}
