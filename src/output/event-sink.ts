import type { Batch } from '../bytes/batch.js';
import type { EventView } from '../decode/event-view.js';
import type { CaptureHeader } from '../scap/header.js';
import type { SystemState } from '../state/system-state.js';

/**
 * Where the events of a run are kept. Every method throws SyssharkError (IO) once writing has failed. Callers await drain()
 * between batches while isBehind.
 */
export interface EventSink {
  /** Whether the output cannot follow. */
  readonly isBehind: boolean;
  /**
   * To be called before each header: what it writes to is opened, and emptied, only when there is something to write. `ended` is aborted
   * where nobody waits for that any more.
   */
  open(ended: AbortSignal): Promise<void>;
  /** Begins a section: what the machine looked like before the events that follow. */
  writeHeader(header: CaptureHeader): void;
  /** Ends the records of the initial state, for what looks like more of them; time in halves of ns since the epoch. */
  writeStartMark(tsHi: number, tsLo: number): void;
  /** Takes all events of a batch as they are. */
  writeBatch(batch: Batch): void;
  /** Events of a batch come, whose bytes stay as they are until endBatch. */
  beginBatch(batch: Batch): void;
  endBatch(): void;
  /** Takes the event at hand; `stateOnly`: as one that keeps state and is hidden from who reads the capture. */
  writeEvent(view: EventView, stateOnly: boolean): void;
  /** Hands everything collected so far to the system and waits until it has taken it. */
  flush(): Promise<void>;
  /** Waits until the output has caught up. */
  drain(): Promise<void>;
  /** Flushes and closes. */
  close(): Promise<void>;
}

/** A sink that keeps events in several captures, each of which can be read alone. */
export interface SplitSink extends EventSink {
  /** Whether something is to be done (advance) before the sound event block at `at` is taken. Changes nothing. */
  isCutAt(view: DataView, at: number): boolean;
  /** Takes note that the event block at `at` is taken, whether or not it is written. */
  noteTaken(view: DataView, at: number): void;
  /**
   * Takes note of all blocks of a batch, from an offset on, that come before such an event, as taken and to be written (writeBatch).
   * Returns the offset behind them.
   */
  noteRun(batch: Batch, from: number): number;
  /** Takes note of a part of a batch that was taken. */
  pass(batch: Batch, from: number, to: number): void;
  /** Does what is to be done after the part that was passed; `state` is as of its end. */
  advance(state: SystemState): Promise<void>;
}
