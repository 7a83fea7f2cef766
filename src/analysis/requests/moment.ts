import type { Evt } from '../../state/evt.js';
import type { Worker } from './worker.js';

/** An event of a server, as everything that follows requests sees it. */
export interface Moment {
  readonly evt: Evt;
  /** Its thread. */
  readonly worker: Worker;
  /** Its time since the first event, in ns. */
  readonly time: number;
}
