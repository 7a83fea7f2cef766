import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { EventDetails, FieldText, RecordPart } from '../../src/web/protocol.js';
import { eventMenu } from '../menu/event-menu.js';
import { showMenu, showMenuBelow } from '../menu/menu.js';
import { details, fields, missingDetails, pointedParam } from '../state/store.js';
import { visible } from '../text/byte-string.js';
import { labelOf } from './groups.js';
import { Neighbours } from './neighbours.jsx';
import {
  chooseLine,
  closedParts,
  fold,
  foldPart,
  paramOf,
  partOf,
  TREE_KEYS,
  type TreeLine,
  treeChoice,
  treeLines,
  unfolded,
} from './tree.js';

/** Everything about the chosen event. */
export function Details(): JSX.Element {
  const event = details.value;
  return (
    <section class="pane" aria-label="Details">
      <h2>
        <b>Details</b>
        {event !== null && <span class="number">event {event.num}</span>}
        <span class="sp" />
        <Neighbours />
        {event !== null && <MoreButton event={event} />}
      </h2>
      <div class="scroll">
        {event !== null && event.sentence !== '' && <p class="sentence">{visible(event.sentence)}</p>}
        {missingDetails.value !== '' && <p class="sentence">{sentence(missingDetails.value)}</p>}
        <Tree />
      </div>
    </section>
  );
}

const sentence = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;

function MoreButton({ event }: { event: EventDetails }): JSX.Element {
  const open = ({ currentTarget }: MouseEvent) =>
    showMenuBelow(currentTarget as Element, 'Event', eventMenu(event, null));
  return (
    <button type="button" class="quiet" aria-haspopup="menu" onClick={open}>
      more <span aria-hidden="true">▾</span>
    </button>
  );
}

function Tree(): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const choice = treeChoice.value;
  const at = treeLines.value.findIndex(({ id }) => id === choice);
  useLayoutEffect(() => {
    if (document.activeElement === box.current) box.current?.querySelector('.on')?.scrollIntoView({ block: 'nearest' });
  }, [choice]);
  return (
    <div
      id="tree"
      class="tree"
      role="tree"
      aria-label="Fields of the event"
      tabIndex={0}
      aria-activedescendant={at < 0 ? undefined : `tree-${at}`}
      ref={box}
      onKeyDown={onKey}
    >
      {treeLines.value.map((line, index) => (
        <Line key={line.id} line={line} index={index} isOn={line.id === choice} />
      ))}
    </div>
  );
}

/** Whether a line can be opened and closed. */
const canFold = ({ field }: TreeLine): boolean => field === null || partOf(field)?.isOuter === true;

function foldLine({ group, field }: TreeLine): void {
  if (field === null) fold(group.id);
  else foldPart(field.name);
}

/** A key as TREE_KEYS names it. */
const nameOf = ({ key, ctrlKey, shiftKey }: KeyboardEvent): string =>
  `${ctrlKey ? 'Control+' : shiftKey && key.startsWith('Arrow') ? 'Shift+' : ''}${key}`;

function onKey(event: KeyboardEvent): void {
  if (event.altKey || event.metaKey) return;
  const line = treeLines.value.find(({ id }) => id === treeChoice.value);
  const act = TREE_KEYS[nameOf(event)];
  if (event.key === 'Enter' && line !== undefined && canFold(line)) foldLine(line);
  else if (act !== undefined) act();
  else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) openMenuOf(event, line);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function openMenuOf(event: KeyboardEvent, line: TreeLine | undefined): void {
  const chosen = (event.currentTarget as Element).querySelector('.on');
  if (details.value === null || chosen === null) return;
  showMenuBelow(chosen, 'Field', eventMenu(details.value, line?.field ? menuValue(line.field) : null));
}

/** What menus can do with a field; nothing with objects and arrays that are long. */
function menuValue(field: FieldText): { readonly field: string; readonly text: string } | null {
  const { name, text } = field;
  return partOf(field)?.isOuter === true && text === '' ? null : { field: name, text };
}

interface LineProps {
  readonly line: TreeLine;
  readonly index: number;
  readonly isOn: boolean;
}

function Line({ line, index, isOn }: LineProps): JSX.Element {
  return line.field === null ? (
    <GroupLine line={line} index={index} isOn={isOn} />
  ) : (
    <FieldLine field={line.field} line={line} index={index} isOn={isOn} />
  );
}

function GroupLine({ line, index, isOn }: LineProps): JSX.Element {
  const { id, title, summary } = line.group;
  const isOpen = unfolded.value.includes(id);
  const act = () => {
    chooseLine(line);
    fold(id);
  };
  return (
    <div
      id={`tree-${index}`}
      role="treeitem"
      aria-level={1}
      aria-expanded={isOpen}
      aria-selected={isOn}
      class={isOn ? 'group on' : 'group'}
      onClick={act}
    >
      <span class="fold" aria-hidden="true">
        {isOpen ? '▾' : '▸'}
      </span>
      {title}
      <em>{summary}</em>
    </div>
  );
}

/** Characters of a value: more than a line shows. Menus and keys copy all. */
const LONGEST = 2000;
const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text);

/** Whether an object or array of a record is open; undefined for other fields. */
const opennessOf = (part: RecordPart | null): boolean | undefined =>
  part?.isOuter === true ? !closedParts.value.has(part.name) : undefined;

function FieldLine({ field, line, index, isOn }: LineProps & { readonly field: FieldText }): JSX.Element {
  const param = paramOf(field);
  const part = partOf(field);
  const isPointed = param !== null && pointedParam.value === param && !isOn;
  const about = fields.value.find(({ name }) => name === field.name.replace(/\[.*|(?<=^evt\.arg)\..*/, ''));
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    chooseLine(line);
    if (details.value === null) return;
    showMenu('Field', eventMenu(details.value, menuValue(field)), { x: event.clientX, y: event.clientY });
  };
  return (
    <div
      id={`tree-${index}`}
      role="treeitem"
      aria-level={1 + (part?.depth ?? 1)}
      aria-expanded={opennessOf(part)}
      aria-selected={isOn}
      class={`field${isOn ? ' on' : ''}${isPointed ? ' hi' : ''}`}
      title={part === null ? about?.description : undefined}
      onClick={() => {
        chooseLine(line);
        if (canFold(line)) foldLine(line);
      }}
      onContextMenu={onContextMenu}
      onMouseEnter={() => {
        pointedParam.value = param;
      }}
      onMouseLeave={() => {
        pointedParam.value = null;
      }}
    >
      {part === null ? <span class="label">{labelOf(field.name)}</span> : <PartLabel part={part} />}
      <span class="val">{opennessOf(part) === true ? '' : visible(cut(field.text))}</span>
      <span class="nm">{visible(field.name)}</span>
    </div>
  );
}

/** Pixels by which inner values are indented. */
const INDENT = 14;

function PartLabel({ part }: { part: RecordPart }): JSX.Element {
  const isOpen = opennessOf(part);
  return (
    <span class="label part" style={{ paddingLeft: `${part.depth * INDENT}px` }}>
      <span class="fold" aria-hidden="true">
        {isOpen === undefined ? '' : isOpen ? '▾' : '▸'}
      </span>
      {visible(part.label)}
    </span>
  );
}
