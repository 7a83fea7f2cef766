import type { Spooled } from './spool.js';

/** What became of an item: its destination has it, will never take it because it is too large, or does not take it now, and why. */
export type Outcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'too large' }
  | { readonly kind: 'failed'; readonly reason: string };

export const TAKEN: Outcome = { kind: 'taken' };

/** Where items of a spool are sent. */
export interface Destination {
  /** As messages name it. */
  readonly name: string;
  /** Sends an item once; it may have been sent before. Rejects if there is no answer. */
  put(item: Spooled): Promise<Outcome>;
  /** Ends connections. Idempotent. */
  close(): void;
}
