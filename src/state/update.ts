import type { Evt } from './evt.js';
import type { SystemState } from './system-state.js';

/** The state change of one event type. Called after the event is bound (Evt.thread may be null). */
export type Update = (state: SystemState, evt: Evt) => void;

/** Updates by event type. */
export type UpdateRows = Readonly<Record<number, Update>>;
