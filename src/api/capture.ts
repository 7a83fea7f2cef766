/** Captures and their options, as programs see them. */
import type { CaptureEvent } from './event.js';

/** Events that arrived together. It is valid until the next batch is requested, and yields each event once. */
export interface EventBatch extends Iterable<CaptureEvent> {}

/** A checked and compiled filter. */
export interface CompiledFilter {
  readonly text: string;
}

/** The events of a capture, ordered by time; they can be iterated over once. */
export interface Capture extends AsyncIterable<CaptureEvent>, AsyncDisposable {
  /** Yields events one by one. Throws ScapError DAMAGED at the end if some could not be read, after all others. */
  [Symbol.asyncIterator](): AsyncGenerator<CaptureEvent, void, void>;
  /** Yields the same events in batches: nothing is awaited within a batch, which is several times as fast. */
  batches(): AsyncGenerator<EventBatch, void, void>;
  /** Ends the capture; events that have already arrived are still yielded. */
  stop(): void;
  /** Ends it at once and frees its resources. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A live capture of this machine. */
export interface LiveCapture extends Capture {
  /** Resolves to the exit status of the captured command; null if there is none. */
  readonly commandStatus: Promise<number> | null;
}

/** Options of all captures. */
export interface CaptureOptions {
  /** Which events to yield; all by default. The language: docs/FILTER-LANGUAGE.md. */
  readonly filter?: string | CompiledFilter;
  /** Stops the capture when it is aborted. */
  readonly signal?: AbortSignal;
  /**
   * Heap bytes for processes, descriptors, users, containers and their names: at least 1 MiB, 512 MiB by default. What does
   * not fit is left out, and SyssharkError STATE_MEMORY is thrown at the end.
   */
  readonly stateBytes?: number;
}

/** Options of openCapture. */
export interface OpenOptions extends CaptureOptions {
  /** One .scap file, raw or gzip, or several, which are merged by time; - for standard input. */
  readonly path: string | readonly string[];
}

/** Options of startCapture. */
export interface StartOptions extends CaptureOptions {
  /** Command and arguments to run: only it and its descendants are captured, and the capture ends with it. */
  readonly command?: readonly string[];
  /** Bytes to keep of each I/O buffer: 80 by default, at most 65000. */
  readonly snaplen?: number;
  /** Bytes of each CPU's ring buffer, from 128 KiB to 1 GiB; 8 MiB by default. */
  readonly bufferBytes?: number;
  /** Whether page faults are recorded, too. */
  readonly pageFaults?: boolean;
  /** Called with warnings, such as for lost events; process.emitWarning by default. */
  readonly onWarning?: (message: string) => void;
}
