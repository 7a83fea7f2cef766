/** What programs see of captures, and what they ask for. */
import type { CaptureEvent } from './event.js';

/** Events that arrived together. It is valid until the next batch is requested, and yields each event once. */
export interface EventBatch extends Iterable<CaptureEvent> {}

/** The text of a filter that was checked. */
export interface CompiledFilter {
  readonly text: string;
}

/** Events of a capture, in the order of time; they can be gone through once. */
export interface Capture extends AsyncIterable<CaptureEvent>, AsyncDisposable {
  /** Events one by one. Throws ScapError DAMAGED in the end where some could not be read; all others were given before. */
  [Symbol.asyncIterator](): AsyncGenerator<CaptureEvent, void, void>;
  /** The same events as they come: within a batch nothing is awaited, which is several times as fast. */
  batches(): AsyncGenerator<EventBatch, void, void>;
  /** Ends the capture: what has already arrived still comes. */
  stop(): void;
  /** Ends it at once and frees what it holds. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A capture of this machine that is going on. */
export interface LiveCapture extends Capture {
  /** Resolves to the exit status of the command that is captured; null where there is none. */
  readonly commandStatus: Promise<number> | null;
}

/** What all captures may be given. */
export interface CaptureOptions {
  /** Which events; all where it is not given. The language: docs/FILTER-LANGUAGE.md. */
  readonly filter?: string | CompiledFilter;
  /** Stops the capture when it is aborted. */
  readonly signal?: AbortSignal;
  /**
   * Heap bytes for processes, descriptors, users, containers and their names, from 1 MiB: 512 MiB where it is not given. What has no
   * room is left out, and SyssharkError STATE_MEMORY is thrown in the end.
   */
  readonly stateBytes?: number;
}

/** What to read. */
export interface OpenOptions extends CaptureOptions {
  /** A .scap file, raw or gzip, or several, which are merged by time; - for standard input. */
  readonly path: string | readonly string[];
}

/** What to capture, and how. */
export interface StartOptions extends CaptureOptions {
  /** Command and arguments to run: it alone is captured, with all that descend from it, and the capture ends with it. */
  readonly command?: readonly string[];
  /** Bytes kept of the data of each call: 80 where it is not given, 65000 at most. */
  readonly snaplen?: number;
  /** Bytes of each CPU's ring, from 128 KiB to 1 GiB: 8 MiB where it is not given. */
  readonly bufferBytes?: number;
  /** Whether page faults are recorded too. */
  readonly pageFaults?: boolean;
  /** Hears of lost events and the like; process.emitWarning where it is not given. */
  readonly onWarning?: (message: string) => void;
}
