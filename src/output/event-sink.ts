import type { Batch } from '../bytes/batch.js';
import type { EventView } from '../decode/event-view.js';
import type { CaptureHeader } from '../scap/header.js';
import type { SystemState } from '../state/system-state.js';

/**
 * Stores the events of a run. Every method throws SyssharkError (IO) once writing has failed. Callers await room()
 * between batches while isBehind.
 */
export interface EventSink {
  /** Whether the output cannot follow. */
  readonly isBehind: boolean;
  /**
   * Call before each header: the output is opened, and truncated, only when there is something to write. `ended` is aborted
   * if the run ends before that.
   */
  open(ended: AbortSignal): Promise<void>;
  /** Starts a section: the state of the machine before the events that follow. */
  writeHeader(header: CaptureHeader): void;
  /** Ends the records of the initial state, so that events are not taken for more of them; time in halves of ns since the epoch. */
  writeStartMark(tsHi: number, tsLo: number): void;
  /** Stores all events of a batch as they are. */
  writeBatch(batch: Batch): void;
  /** Starts a batch, whose bytes do not change until endBatch. */
  beginBatch(batch: Batch): void;
  endBatch(): void;
  /** Stores the current event; `stateOnly`: as a hidden event, which only keeps state. */
  writeEvent(view: EventView, stateOnly: boolean): void;
  /** Writes everything collected so far and waits until that is done. */
  flush(): Promise<void>;
  /** Waits until the output is no longer behind. */
  room(): Promise<void>;
  /** Flushes and closes. */
  close(): Promise<void>;
}

/** A sink that stores events in several captures, each of which can be read alone. */
export interface SplitSink extends EventSink {
  /** Whether advance() is due before the valid event block at `at`. Changes nothing. */
  isCutAt(view: DataView, at: number): boolean;
  /** Notes the event block at `at`, whether or not it is written. */
  noteTaken(view: DataView, at: number): void;
  /**
   * Notes all blocks of a batch, from an offset on, before the first for which advance() is due; they will be written
   * (writeBatch). Returns the offset after them.
   */
  noteRun(batch: Batch, from: number): number;
  /** Notes a part of a batch. */
  pass(batch: Batch, from: number, to: number): void;
  /** Does what is due after the part that was noted; `state` is as of its end. */
  advance(state: SystemState): Promise<void>;
}
