import type { Batch } from '../bytes/batch.js';
import type { ScapError } from '../errors.js';
import type { CaptureHeader } from '../scap/header.js';
import type { HeaderRoom } from '../scap/header-room.js';

/**
 * What a source yields: a header where a capture (or the next section of one) begins, and batches of events; marks are events that say of
 * the recording itself that some are missing, and that a copy keeps whatever its filter says. A header is valid until the next item is
 * asked for: who keeps it longer holds its room.
 */
export type SourceItem =
  | { readonly kind: 'header'; readonly header: CaptureHeader; readonly room?: HeaderRoom }
  | { readonly kind: 'events'; readonly batch: Batch }
  | { readonly kind: 'marks'; readonly batch: Batch };

/** Where events come from: a file, a pipe or this machine. */
export interface EventSource {
  /** What messages call it. */
  readonly name: string;
  /**
   * Headers and batches in order. A batch is valid until the next item is asked for. Throws ScapError after everything
   * before the damage was yielded.
   */
  items(): AsyncGenerator<SourceItem, void, void>;
  /** What damage has cost in what was given so far; null for nothing. items() throws it in the end. */
  readonly damage: ScapError | null;
  /** Ends the source; items() then ends after what has already arrived. Idempotent. */
  stop(): void;
  /** Frees what it holds. Idempotent. */
  close(): void;
}
