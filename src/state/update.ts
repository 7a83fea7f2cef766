import type { Evt } from './evt.js';
import type { SystemState } from './system-state.js';

/** What one type of event changes. Called with the event bound (Evt.thread may be null). */
export type Update = (state: SystemState, evt: Evt) => void;

/** Updates by event type. */
export type UpdateRows = Readonly<Record<number, Update>>;
