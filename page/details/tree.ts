import { computed, signal } from '@preact/signals';
import type { FieldText, RecordPart } from '../../src/web/protocol.js';
import { kept } from '../state/kept.js';
import { details, pointedParam } from '../state/store.js';
import { type Group, groupsOf, RECORD } from './groups.js';

/** Groups that are open, by title. */
export const unfolded = kept<readonly string[]>('unfolded', [
  'Arguments',
  'Event',
  'File descriptor',
  'CloudTrail',
  'GCP audit log',
  'Kubernetes audit log',
  RECORD,
]);

/** Groups of the chosen event. */
export const groups = computed<readonly Group[]>(() => (details.value === null ? [] : groupsOf(details.value)));

/** A line of the tree. */
export interface TreeLine {
  readonly id: string;
  readonly group: Group;
  /** Null for the group's own line. */
  readonly field: FieldText | null;
}

/** A value of a record; null for a field that is none. */
export const partOf = (field: FieldText | null): RecordPart | null =>
  field !== null && 'depth' in field ? (field as RecordPart) : null;

/** Objects and arrays of records that are closed, by field. */
export const closedParts = signal<ReadonlySet<string>>(new Set());

/** Opens or closes an object or array. */
export function foldPart(name: string): void {
  const closed = new Set(closedParts.value);
  if (!closed.delete(name)) closed.add(name);
  closedParts.value = closed;
}

/** Fields without what is in closed objects and arrays. */
function inSight(all: readonly FieldText[]): readonly FieldText[] {
  let below = Number.POSITIVE_INFINITY;
  return all.filter((field) => {
    const part = partOf(field);
    if (part === null) return true;
    if (part.depth > below) return false;
    below = closedParts.value.has(part.name) ? part.depth : Number.POSITIVE_INFINITY;
    return true;
  });
}

/** Lines in sight, from the top. */
export const treeLines = computed<readonly TreeLine[]>(() =>
  groups.value.flatMap((group) => {
    const isOpen = unfolded.value.includes(group.id);
    const inner = isOpen ? inSight(group.fields).map((field) => ({ id: field.name, group, field })) : [];
    return [{ id: group.id, group, field: null }, ...inner];
  }),
);

/** The chosen line, by id; it stays the same from event to event. */
export const treeChoice = signal<string | null>(null);

/** The chosen field; null for none. */
export const chosenField = computed<FieldText | null>(
  () => treeLines.value.find(({ id }) => id === treeChoice.value)?.field ?? null,
);

const ARGUMENT = 'evt.arg.';

/** Bytes of the event that a field tells. */
export interface Marked {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What is marked in the bytes for a field: a parameter by its own name, or the field; null for nothing. */
export function paramOf(field: FieldText): string | null {
  if (field.name.startsWith(ARGUMENT)) return field.name.slice(ARGUMENT.length);
  return field.at !== undefined || partOf(field) !== null ? field.name : null;
}

/** Where bytes are that have a name. */
function rangeOf(name: string): Marked | null {
  const event = details.value;
  if (event === null) return null;
  const own = [...event.params, ...event.record].find((range) => range.name === name);
  if (own !== undefined) return { name, start: own.start, end: own.end };
  const at = event.classes.flatMap(({ fields }) => fields).find((field) => field.name === name)?.at;
  return at === undefined ? null : { name, start: at[0], end: at[1] };
}

const choiceName = (id: string): string => (id.startsWith(ARGUMENT) ? id.slice(ARGUMENT.length) : id);

/** The bytes that are marked: of what is pointed at, else of the chosen field. */
export const marked = computed<Marked | null>(() => {
  const name = pointedParam.value ?? (treeChoice.value === null ? null : choiceName(treeChoice.value));
  return name === null ? null : rangeOf(name);
});

/** Chooses a line. */
export function chooseLine({ id }: TreeLine): void {
  treeChoice.value = id;
}

/** Chooses the line of a parameter, or of a value of the record. */
export function chooseParam(name: string): void {
  const part = details.value?.record.find((one) => one.name === name);
  if (part !== undefined) {
    if (!unfolded.value.includes(RECORD)) fold(RECORD);
    const pointer = name.slice(0, -1);
    closedParts.value = new Set(
      [...closedParts.value].filter((outer) => !pointer.startsWith(`${outer.slice(0, -1)}/`)),
    );
    treeChoice.value = name;
    return;
  }
  if (!unfolded.value.includes('Arguments')) fold('Arguments');
  treeChoice.value = ARGUMENT + name;
}

/** Opens or closes a group. */
export function fold(group: string): void {
  const open = unfolded.value;
  unfolded.value = open.includes(group) ? open.filter((other) => other !== group) : [...open, group];
}

function move(step: number): void {
  const lines = treeLines.value;
  const now = lines.findIndex(({ id }) => id === treeChoice.value);
  const next = lines[Math.max(0, Math.min(lines.length - 1, now + step))];
  if (next !== undefined) chooseLine(next);
}

function open(isOpen: boolean): void {
  const line = treeLines.value.find(({ id }) => id === treeChoice.value);
  if (line === undefined) return;
  const part = partOf(line.field);
  if (part?.isOuter === true && closedParts.value.has(part.name) === isOpen) {
    foldPart(part.name);
    return;
  }
  const { id } = line.group;
  if (line.field === null && unfolded.value.includes(id) !== isOpen) fold(id);
  else if (line.field !== null && !isOpen) treeChoice.value = id;
}

const outerNames = (fields: readonly FieldText[]): string[] =>
  fields.flatMap((field) => (partOf(field)?.isOuter === true ? [field.name] : []));

function openParts(names: readonly string[], isOpen: boolean): void {
  const closed = new Set(closedParts.value);
  for (const name of names) {
    if (isOpen) closed.delete(name);
    else closed.add(name);
  }
  closedParts.value = closed;
}

/** Opens or closes the chosen line and everything below it. */
function openBelow(isOpen: boolean): void {
  const line = treeLines.value.find(({ id }) => id === treeChoice.value);
  if (line === undefined) return;
  const { group, field } = line;
  const pointer = field === null ? '' : `${field.name.slice(0, -1)}/`;
  const below = field === null ? group.fields : group.fields.filter(({ name }) => name.startsWith(pointer));
  if (field === null && unfolded.value.includes(group.id) !== isOpen) fold(group.id);
  openParts(outerNames(field === null ? below : [field, ...below]), isOpen);
}

/** Opens or closes everything. */
function openAll(isOpen: boolean): void {
  const group = treeLines.value.find(({ id }) => id === treeChoice.value)?.group ?? null;
  const others = unfolded.value.filter((id) => groups.value.every((one) => one.id !== id));
  unfolded.value = isOpen ? [...others, ...groups.value.map(({ id }) => id)] : others;
  openParts(outerNames(groups.value.flatMap(({ fields }) => fields)), isOpen);
  if (!isOpen && group !== null) treeChoice.value = group.id;
}

/** Chooses the line that the chosen one is below. */
function chooseOuter(): void {
  const lines = treeLines.value;
  const at = lines.findIndex(({ id }) => id === treeChoice.value);
  const line = lines[at];
  if (line === undefined || line.field === null) return;
  const depth = partOf(line.field)?.depth ?? 0;
  const outer = lines.slice(0, at).findLast(({ field }) => field === null || (partOf(field)?.depth ?? 0) < depth);
  if (outer !== undefined) chooseLine(outer);
}

/** What keys do in the tree. */
export const TREE_KEYS: Readonly<Record<string, () => void>> = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  j: () => move(1),
  k: () => move(-1),
  Home: () => move(-treeLines.value.length),
  End: () => move(treeLines.value.length),
  ArrowRight: () => open(true),
  ArrowLeft: () => open(false),
  'Shift+ArrowRight': () => openBelow(true),
  'Shift+ArrowLeft': () => openBelow(false),
  'Control+ArrowRight': () => openAll(true),
  'Control+ArrowLeft': () => openAll(false),
  Backspace: chooseOuter,
};
