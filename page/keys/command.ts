import type { Needs } from '../state/needs.js';

/** Something keys do. */
export interface Command extends Needs {
  /** As `KeyboardEvent.key` says, with Control+ and Alt+ before it; two with a blank are one after the other. None: it has only a name. */
  readonly keys: readonly string[];
  readonly title: string;
  readonly part: 'Move' | 'Go' | 'Filter' | 'Event' | 'Copy' | 'Page' | 'Times';
  readonly run: () => void;
}
