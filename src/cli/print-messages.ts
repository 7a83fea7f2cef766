import type { RunOptions } from './options.js';
import type { PrintSurroundings } from './printing.js';

/** What the helping thread is started with. */
export interface HelperTask {
  readonly options: RunOptions;
  readonly path: string;
  readonly surroundings: PrintSurroundings;
}

/** What the helping thread sends: text of its present turn, and whether the turn is over with it. */
export interface HelperPart {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** Bytes of text that may wait in one of the threads. */
export const MAX_WAITING = 1 << 24;
