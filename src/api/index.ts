/** What a program gets that imports "sysshark" (docs/LIBRARY.md). All but the errors is loaded when it is first called. */
import type { Capture, CompiledFilter, LiveCapture, OpenOptions, StartOptions } from './capture.js';

export { type ErrorCode, ScapError, SyssharkError, TextError } from '../errors.js';
export type {
  Capture,
  CaptureOptions,
  CompiledFilter,
  EventBatch,
  LiveCapture,
  OpenOptions,
  StartOptions,
} from './capture.js';
export type {
  ArgsOf,
  ArgValue,
  CaptureEvent,
  Descriptor,
  EventJson,
  EventName,
  EventPlace,
  EventSnapshot,
  FieldName,
  Process,
} from './event.js';

/**
 * Opens a capture, or several as one. Rejects with SyssharkError IO for what cannot be read, ScapError NOT_A_CAPTURE for what is
 * none, TextError FILTER for a wrong filter.
 */
export async function openCapture(options: OpenOptions): Promise<Capture> {
  const { openFiles } = await import('./open-files.js');
  return openFiles(options);
}

/**
 * Captures this machine, or a command that it runs. What happens once the promise is resolved is in the capture. Rejects with
 * SyssharkError: NO_ADDON, PRIVILEGE, NO_BTF or PROBE where this machine cannot be captured, USAGE for wrong options, IO for a command
 * that cannot be run; with TextError FILTER for a wrong filter.
 */
export async function startCapture(options: StartOptions = {}): Promise<LiveCapture> {
  const { startRecording } = await import('./start-recording.js');
  return startRecording(options);
}

/** Checks and compiles a filter, which any number of captures may be given then. Rejects with TextError FILTER: `pos` is at fault. */
export async function compileFilter(text: string): Promise<CompiledFilter> {
  const { compileText } = await import('./filter-of-text.js');
  return compileText(text);
}
