import type { ItemId } from './item.js';
import type { ReceivedLoss } from './loss.js';

/** An item of a host, in a file. */
export interface StoredItem {
  readonly host: string;
  readonly id: ItemId;
  readonly path: string;
}

/** A loss that a host has sent. */
export interface LossItem extends StoredItem {
  readonly loss: ReceivedLoss;
}

/** Items whose rows are written to the same files, and where. */
export interface BatchRequest {
  /** The name of the files, without their ending: no other batch has it. */
  readonly name: string;
  readonly segments: readonly StoredItem[];
  readonly sums: readonly StoredItem[];
  readonly losses: readonly LossItem[];
  /** The UTC day on which this is written, such as 2026-01-31: a folder of tables that are not by the time of events. */
  readonly date: string;
  /** An empty folder, which gets the files: TABLE/date=D/…/NAME.parquet. */
  readonly folder: string;
}

/** What became of a batch. */
export type BatchOutcome =
  /** All files are there. `problems`: what is wrong with segments, though all that could be read was written. */
  | { readonly kind: 'written'; readonly problems: readonly string[] }
  /** One of the items cannot be read: which of the segments, or of the sums. */
  | {
      readonly kind: 'unreadable';
      readonly among: 'segments' | 'sums';
      readonly index: number;
      readonly reason: string;
    }
  /** The process ended without a word, or took too long: one of the segments may be why. */
  | { readonly kind: 'crashed'; readonly reason: string }
  /** No segment is why: it is to be tried again. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Writes the rows of items as Parquet, in a process of its own, within bounds; `signal` ends it. */
export type WriteBatch = (request: BatchRequest, signal: AbortSignal) => Promise<BatchOutcome>;
