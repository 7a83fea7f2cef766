import type { Evt } from '../../state/evt.js';
import type { Worker } from './worker.js';

/** An event of a server, as everything that follows requests sees it. */
export interface Moment {
  readonly evt: Evt;
  /** Its thread. */
  readonly worker: Worker;
  /** Its time in ns, counted from an event of a server that is less than 2^52 ns away. */
  readonly time: number;
}
