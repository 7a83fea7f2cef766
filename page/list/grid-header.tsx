import type { JSX, RefObject } from 'preact';
import { type MenuItem, showMenu, showMenuBelow } from '../menu/menu.js';
import {
  ALIGNS,
  type Align,
  type Column,
  changeColumn,
  columns,
  moveColumn,
  NARROWEST,
  resetColumns,
  shownColumns,
} from '../state/columns.js';
import { sortList } from '../state/filter.js';
import { isClassic, setTimeFormat, timeDigits, timeFormatId } from '../state/settings.js';
import { isSortable, nextSort, sort } from '../state/sort.js';
import { dialog } from '../state/store.js';
import { PRECISIONS, TIME_FORMATS } from '../text/times.js';
import { kindOf } from './cells.js';
import { askForTitle } from './column-title.jsx';
import { fitColumn } from './fit-column.js';

/** Titles of the columns: dragged they move, their edges change widths, their menu hides and shows. */
export function GridHeader({ element }: { element: RefObject<HTMLDivElement | null> }): JSX.Element {
  return (
    <div class="head" role="rowgroup" ref={element}>
      <div class="titles" role="row" aria-rowindex={1}>
        {shownColumns.value.map((column) => (
          <Title key={column.field} column={column} />
        ))}
      </div>
    </div>
  );
}

/** Where the texts of a column stand. */
const alignOf = ({ field, align }: Column): Align =>
  align ?? (kindOf(field).className.startsWith('r') ? 'right' : 'left');

function Title({ column }: { column: Column }): JSX.Element {
  const { field, title } = column;
  const order = sort.value?.field === field ? (sort.value.isDown ? 'descending' : 'ascending') : 'none';
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    moveColumn(event.dataTransfer?.getData('text/plain') ?? '', column.field);
  };
  return (
    <div
      class="title"
      style={{ textAlign: alignOf(column) }}
      role="columnheader"
      title={isSortable(field) ? `${field}: click to sort` : `${field}: cannot be sorted, the index does not have it`}
      {...(isSortable(field) ? { 'aria-sort': order as 'none' } : {})}
      data-field={field}
      draggable
      onDragStart={(event) => event.dataTransfer?.setData('text/plain', column.field)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={onDrop}
      onContextMenu={(event) => openColumnMenu(event, column)}
    >
      {isSortable(field) ? <SortButton field={field} title={title} /> : title}
      {field === 'evt.time' && <TimeMenu />}
      <Edge column={column} />
    </div>
  );
}

const SIGNS = { up: ' ▴', down: ' ▾' };

function SortButton({ field, title }: { field: string; title: string }): JSX.Element {
  const { value } = sort;
  const sign = value?.field === field ? (value.isDown ? SIGNS.down : SIGNS.up) : '';
  return (
    <button type="button" class="quiet" tabIndex={-1} onClick={() => void sortList(nextSort(field))}>
      {title}
      <span aria-hidden="true">{sign}</span>
    </button>
  );
}

function TimeMenu(): JSX.Element {
  const open = (event: MouseEvent) =>
    showMenuBelow(event.currentTarget as Element, 'Time format', [...formatItems(), precisionItem()]);
  return (
    <button
      type="button"
      class="quiet time-menu"
      aria-haspopup="menu"
      aria-label="Time format"
      tabIndex={-1}
      onClick={open}
    >
      <span aria-hidden="true">⋮</span>
    </button>
  );
}

/** Lines for how exactly times are shown. */
function precisionItem(): MenuItem {
  const items = PRECISIONS.map(({ digits, title }) => ({
    title,
    isChecked: digits === timeDigits.value,
    run: () => {
      timeDigits.value = digits;
    },
  }));
  return { title: 'Precision', isPart: true, items };
}

/** Lines for each way to show times. */
function formatItems(): MenuItem[] {
  return TIME_FORMATS.map(({ id, title }) => ({
    title,
    isChecked: id === timeFormatId.value,
    run: () => setTimeFormat(id),
  }));
}

function Edge({ column }: { column: Column }): JSX.Element {
  const onPointerDown = (event: PointerEvent) => {
    event.preventDefault();
    const edge = event.currentTarget as HTMLElement;
    const start = event.clientX - (edge.parentElement?.offsetWidth ?? 0);
    edge.setPointerCapture(event.pointerId);
    edge.onpointermove = ({ clientX }) => changeColumn(column.field, { width: Math.max(NARROWEST, clientX - start) });
    edge.onpointerup = () => {
      edge.onpointermove = null;
    };
  };
  const fit = () => fitColumn(column.field);
  const keepStill = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
  };
  return <span class="edge" draggable onDragStart={keepStill} onPointerDown={onPointerDown} onDblClick={fit} />;
}

function openColumnMenu(event: MouseEvent, column: Column): void {
  event.preventDefault();
  showMenu('Columns', columnItems(column), { x: event.clientX, y: event.clientY });
}

function sortItems(field: string): MenuItem[] {
  if (!isSortable(field)) return [{ title: 'Cannot be sorted: the index does not have it' }];
  const { value } = sort;
  const line = (title: string, isDown: boolean): MenuItem => ({
    title,
    isChecked: value?.field === field && value.isDown === isDown,
    run: () => void sortList({ field, isDown }),
  });
  return [
    line('Sort ascending', false),
    line('Sort descending', true),
    { title: 'As captured', isChecked: value === null, run: () => void sortList(null) },
  ];
}

function alignItems(column: Column): MenuItem[] {
  return ALIGNS.map(({ align, title }) => ({
    title,
    isChecked: alignOf(column) === align,
    run: () => changeColumn(column.field, { align }),
  }));
}

function columnItems(shown: Column): MenuItem[] {
  const { field, title } = shown;
  return [
    ...sortItems(field),
    { title: `Hide ${title}`, isPart: true, run: () => changeColumn(field, { isHidden: true }) },
    { title: 'Fit to its texts', run: () => fitColumn(field) },
    { title: 'Align', items: alignItems(shown) },
    { title: 'Title…', run: () => askForTitle(field) },
    { title: 'Take the room that is left', run: () => changeColumn(field, { width: 0 }) },
    { title: 'Add a column…', run: () => (dialog.value = 'columns') },
    { title: 'Columns of the start', run: resetColumns },
    { title: 'Times', items: formatItems(), isPart: true },
    { ...precisionItem(), isPart: false },
    { title: 'Colour rules…', run: () => (dialog.value = 'colours') },
    {
      title: 'Full colours',
      isChecked: isClassic.value,
      run: () => {
        isClassic.value = !isClassic.value;
      },
    },
    { title: 'Columns' },
    ...columns.value.map((column) => ({
      title: column.title,
      isChecked: !column.isHidden,
      run: () => changeColumn(column.field, { isHidden: !column.isHidden }),
    })),
  ];
}
