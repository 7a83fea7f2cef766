import { computed, signal } from '@preact/signals';
import type { FieldText } from '../../src/web/protocol.js';
import { kept } from '../state/kept.js';
import { details, pointedParam } from '../state/store.js';
import { type Group, groupsOf } from './groups.js';

/** Groups that are open, by title. */
export const unfolded = kept<readonly string[]>('unfolded', ['Arguments', 'Event', 'File descriptor']);

/** Groups of the chosen event. */
export const groups = computed<readonly Group[]>(() => (details.value === null ? [] : groupsOf(details.value)));

/** A line of the tree. */
export interface TreeLine {
  readonly id: string;
  readonly group: Group;
  /** Null for the group's own line. */
  readonly field: FieldText | null;
}

/** Lines in sight, from the top. */
export const treeLines = computed<readonly TreeLine[]>(() =>
  groups.value.flatMap((group) => {
    const isOpen = unfolded.value.includes(group.id);
    const inner = isOpen ? group.fields.map((field) => ({ id: field.name, group, field })) : [];
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

/** The parameter a field tells; null for none. */
export const paramOf = (field: string): string | null =>
  field.startsWith(ARGUMENT) ? field.slice(ARGUMENT.length) : null;

/** The parameter whose bytes are marked: the one pointed at, else the chosen one. */
export const markedParam = computed(
  () => pointedParam.value ?? (treeChoice.value === null ? null : paramOf(treeChoice.value)),
);

/** Chooses a line. */
export function chooseLine({ id }: TreeLine): void {
  treeChoice.value = id;
}

/** Chooses the line of a parameter. */
export function chooseParam(name: string): void {
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
  const { id } = line.group;
  if (line.field === null && unfolded.value.includes(id) !== isOpen) fold(id);
  else if (line.field !== null && !isOpen) treeChoice.value = id;
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
};
