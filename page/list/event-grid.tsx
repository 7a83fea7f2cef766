import { effect } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { eventMenu } from '../menu/event-menu.js';
import { showMenu } from '../menu/menu.js';
import { choosePartner, choosePosition, withChosen } from '../state/choose.js';
import { shownColumns } from '../state/columns.js';
import { rowPages, setList } from '../state/rows.js';
import { view } from '../state/store.js';
import { EventList } from './event-list.js';
import { GridHeader } from './grid-header.jsx';
import { bindList, rowStateOf } from './list-binding.js';

/** The list of events. */
export function EventGrid(): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const header = useRef<HTMLDivElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const spacer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (!scroller.current || !header.current || !layer.current || !spacer.current) return undefined;
    const elements = {
      scroller: scroller.current,
      header: header.current,
      layer: layer.current,
      spacer: spacer.current,
    };
    const list = new EventList(elements, rowPages, rowStateOf);
    setList(list);
    const unbind = bindList(list, elements.scroller);
    const stop = effect(() => setTemplate(elements.scroller));
    const onContextMenu = (event: MouseEvent) => openRowMenu(list, event);
    elements.layer.addEventListener('pointerdown', (event) => chooseAt(list, event));
    elements.layer.addEventListener('dblclick', choosePartner);
    elements.layer.addEventListener('contextmenu', onContextMenu);
    elements.scroller.focus();
    return () => {
      stop();
      unbind();
    };
  }, []);
  return (
    <div class="grid" role="grid" aria-label="Events" tabIndex={0} id="events" ref={scroller}>
      <GridHeader element={header} />
      <div class="layer" role="rowgroup" ref={layer} />
      <div class="spacer" role="presentation" ref={spacer} />
      <Empty />
    </div>
  );
}

/** Says that a list is empty because of its filter. */
function Empty(): JSX.Element | null {
  const { value } = view;
  if (value === null || value.count > 0) return null;
  return <p class="empty dim">{value.isComplete ? 'No event passes the filter.' : 'No event yet …'}</p>;
}

const LAST = 'minmax(240px, 1fr)';

function setTemplate(scroller: HTMLElement): void {
  const widths = shownColumns.value.map(({ width }) => (width === 0 ? LAST : `${width}px`));
  scroller.style.setProperty('--columns', widths.join(' '));
}

function chooseAt(list: EventList, event: PointerEvent): void {
  const position = list.positionAt(event.clientY);
  if (position >= 0) choosePosition(position);
}

function columnOf(target: EventTarget | null): number {
  const cell = target instanceof Element ? target.closest('[role="gridcell"]') : null;
  return cell?.parentElement ? [...cell.parentElement.children].indexOf(cell) : -1;
}

function openRowMenu(list: EventList, event: MouseEvent): void {
  event.preventDefault();
  const position = list.positionAt(event.clientY);
  const listed = position < 0 ? null : rowPages.at(position);
  if (listed === null) return;
  choosePosition(position);
  const field = shownColumns.value[columnOf(event.target)]?.field ?? null;
  const place = { x: event.clientX, y: event.clientY };
  const own: Readonly<Record<string, string>> = { 'evt.num': String(listed.num), 'evt.time': listed.time };
  const text = field === null ? null : (own[field] ?? listed.cells[rowPages.cellFields.indexOf(field)] ?? null);
  withChosen((known) => showMenu('Event', eventMenu(known, field === null ? null : { field, text }), place));
}
