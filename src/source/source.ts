import type { Batch } from '../bytes/batch.js';
import type { ScapError } from '../errors.js';
import type { CaptureHeader } from '../scap/header.js';
import type { HeaderRoom } from '../scap/header-room.js';

/**
 * What a source yields: a header at the start of a capture or of its next section, and batches of events. Marks are events
 * about the recording itself (some were lost); a copy keeps them whatever its filter. A header is valid until the next item
 * is requested; code that keeps it longer holds its room.
 */
export type SourceItem =
  | { readonly kind: 'header'; readonly header: CaptureHeader; readonly room?: HeaderRoom }
  | { readonly kind: 'events'; readonly batch: Batch }
  | { readonly kind: 'marks'; readonly batch: Batch };

/** Delivers events: from a file, a pipe or this machine. */
export interface EventSource {
  /** Its name in messages. */
  readonly name: string;
  /**
   * Headers and batches in order. A batch is valid until the next item is requested. Throws ScapError for damage, after
   * everything that could be read was yielded.
   */
  items(): AsyncGenerator<SourceItem, void, void>;
  /** What damage has cost so far; null for nothing. items() throws it at the end. */
  readonly damage: ScapError | null;
  /** Makes items() end after what has already arrived. Idempotent. */
  stop(): void;
  /** Frees what it holds. Idempotent. */
  close(): void;
}
