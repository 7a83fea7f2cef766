/** The exports of the package "sysshark" (docs/LIBRARY.md). Everything but the errors is loaded on the first call. */
import type { Capture, CompiledFilter, LiveCapture, OpenOptions, StartOptions } from './capture.js';
import type { ColumnCapture, ColumnOptions, LiveColumnCapture, StartColumnOptions } from './columns.js';
import type { FieldName } from './event.js';

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
export {
  type ChiselColumn,
  type ChiselColumns,
  type ChiselRow,
  type ChiselRunContext,
  type ChiselWork,
  type ColumnType,
  type ColumnValues,
  defineChisel,
  type OwnChisel,
  type OwnChiselArg,
} from './chisel.js';
export type {
  ColumnBatch,
  ColumnCapture,
  ColumnOptions,
  EventSubject,
  LiveColumnCapture,
  StartColumnOptions,
} from './columns.js';
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
export {
  definePlugin,
  type NewPluginEvent,
  type OwnPlugin,
  type PluginEvent,
  type PluginField,
  type PluginFieldType,
  type PluginOpenContext,
  type PluginValues,
} from './plugin.js';

/**
 * Opens a capture, or several as one. Rejects with SyssharkError IO if a file cannot be read, ScapError NOT_A_CAPTURE if it is
 * not a capture, TextError FILTER for an invalid filter.
 */
export async function openCapture(options: OpenOptions): Promise<Capture> {
  const { openFiles } = await import('./open-files.js');
  return openFiles(options);
}

/**
 * Opens captures to read what most questions ask of events as typed columns, more than twice as fast as event by event. Rejects as
 * openCapture does, and with SyssharkError USAGE for a field that differs from event to event.
 */
export async function openColumns<Field extends FieldName = never>(
  options: ColumnOptions<Field>,
): Promise<ColumnCapture<Field>> {
  const { openColumnFiles } = await import('./open-columns.js');
  return openColumnFiles(options);
}

/**
 * Captures this machine, or a command that it runs. The capture contains all events from when the promise resolves. Rejects
 * with SyssharkError: NO_ADDON, PRIVILEGE, NO_BTF or PROBE if this machine cannot be captured, USAGE for invalid options, IO
 * if the command cannot be run; with TextError FILTER for an invalid filter.
 */
export async function startCapture(options: StartOptions = {}): Promise<LiveCapture> {
  const { startRecording } = await import('./start-recording.js');
  return startRecording(options);
}

/**
 * Captures this machine, or a command that it runs, and gives what most questions ask of events as typed columns, as they come.
 * Rejects as startCapture does, and with SyssharkError USAGE for a field that differs from event to event.
 */
export async function startColumns<Field extends FieldName = never>(
  options: StartColumnOptions<Field> = {},
): Promise<LiveColumnCapture<Field>> {
  const { startColumnRecording } = await import('./open-columns.js');
  return startColumnRecording(options);
}

/** Checks and compiles a filter for any number of captures. Rejects with TextError FILTER; its `pos` is where the error is. */
export async function compileFilter(text: string): Promise<CompiledFilter> {
  const { compileText } = await import('./filter-of-text.js');
  return compileText(text);
}
