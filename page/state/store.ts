import { computed, signal } from '@preact/signals';
import type { CaptureInfo, EventDetails, FieldInfo, Progress, ViewInfo } from '../../src/web/protocol.js';

/** The opened capture; null until it is known. */
export const capture = signal<CaptureInfo | null>(null);
/** Whether it is a log, whose events are no system calls. */
export const isLog = computed(() => (capture.value?.profile ?? '') !== '');
/** How far it is read. */
export const progress = signal<Progress | null>(null);
/** Events that were read and are there. */
export const readCount = computed(() => (progress.value?.events ?? 0) - (progress.value?.begin?.row ?? 0));
/** All fields that filters and columns may name. */
export const fields = signal<readonly FieldInfo[]>([]);
/** The list's events. */
export const view = signal<ViewInfo | null>(null);
/** Events in the list. */
export const shownCount = computed(() => view.value?.count ?? 0);
/** The first position of the list that is there: events before it were dropped. */
export const firstShown = computed(() => view.value?.first ?? 0);
/** Events of the list that are there. */
export const thereCount = computed(() => shownCount.value - firstShown.value);
/** Why nothing can be shown; null for no reason. */
export const failure = signal<'no token' | 'gone' | null>(null);
/** What just happened, for the status line and screen readers. */
export const notice = signal('');
/** Everything about the chosen event; null for none, or until it is known. */
export const details = signal<EventDetails | null>(null);
/** Why there are no details of the chosen event; empty for no reason. */
export const missingDetails = signal('');
/** The parameter under the mouse or the tree's cursor, by name; null for none. */
export const pointedParam = signal<string | null>(null);
/** Which part of the page is shown. */
export const page = signal('events');

/** The chosen event. */
export interface Cursor {
  /** Its place in the list. */
  readonly position: number;
  /** Its row in the capture; null until the list knows it. */
  readonly row: number | null;
  /** Whether the list has it; else its place is where it would be. */
  readonly isIn: boolean;
}

/** The chosen event; null for none. */
export const cursor = signal<Cursor | null>(null);

/** What is open above the page. */
export type Dialog =
  | 'keys'
  | 'commands'
  | 'goto'
  | 'columns'
  | 'counted'
  | 'export'
  | 'follow'
  | 'colours'
  | 'buttons'
  | 'filter'
  | 'title'
  | null;
export const dialog = signal<Dialog>(null);
