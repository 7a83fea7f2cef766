// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { dataDirection } from '../fields/category.js';
import { BUFFER_LENGTH, bufferLength } from '../fields/evt.js';
import type { Evt } from '../state/evt.js';

/** Whether the event is of a call that reads data. */
export const isRead = ({ view }: Evt): boolean => dataDirection(view.def) === 'read';

/** Bytes of data that a call moved; 0 for all other events, also for those whose evt.buflen is no number of bytes, as of fcntl. */
export const movedBytes = (evt: Evt): number => (dataDirection(evt.view.def) === null ? 0 : (bufferLength(evt) ?? 0));

/** Whether results of calls with the subject of an event are bytes that they moved. */
export const movesBytes = (evt: Evt): boolean => dataDirection(evt.view.def) !== null && BUFFER_LENGTH.applies(evt);
