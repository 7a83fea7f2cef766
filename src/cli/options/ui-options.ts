import { toByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { SourceKind } from '../../run/sources.js';
import { optionName, type RawOptions } from '../command-line/table.js';
import { findLeadingCapture } from './leading-capture.js';
import { parseBytes, parseCount } from './option-values.js';
import { type PluginFile, pluginFiles, splitInput } from './plugin-input.js';
import { RECORDED } from './recorded-keys.js';
import { filtersOf, isFileMeant, recorderWords } from './recorder-words.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** A capture to record while it is shown. */
export interface UiRecording {
  /** How it is named in the page. */
  readonly name: string;
  /** The plugin whose events are recorded; null for system calls. */
  readonly plugin: string | null;
  /** Whether its events come as things happen. */
  readonly isLive: boolean;
  /** Words for the process that records it. */
  readonly words: readonly string[];
  /** Its filter (a byte string); empty for none. */
  readonly filter: string;
}

/** What ui shows, and where. */
export interface UiRequest {
  readonly options: RunOptions;
  /** The capture, - for standard input; null to record one. */
  readonly capture: string | null;
  /** Null if there is a capture. */
  readonly recording: UiRecording | null;
  /** Modules and libraries whose fields the page has. */
  readonly files: readonly PluginFile[];
  /** Who serves the page, if root starts it; null for the user who called sudo. */
  readonly user: string | null;
  /** 0 for any port that is free. */
  readonly port: number;
  readonly opensBrowser: boolean;
  /** Most bytes that are kept of a capture that cannot be read again. */
  readonly limit: number;
}

const PORT = { min: 1, max: 65_535 } as const;
const LIMIT = { min: 16 << 20, max: 2 ** 50, example: '2G' } as const;
const DEFAULT_LIMIT = 2 * 2 ** 30;

type Key = keyof RawOptions;

/** Options of ui itself. */
const OWN: readonly Key[] = ['port', 'noOpen', 'limit', 'utc', 'displayFilters'];
/** Options of the process that records. */
const OF_RECORDER: readonly Key[] = [...RECORDED, 'fatfile', 'input', 'plugin'];
/** Throws SyssharkError USAGE for options that a capture which is recorded for the page does not have. */
function refuseOthers(raw: RawOptions): void {
  const key = (Object.keys(raw) as Key[]).find(
    (one) => raw[one] !== undefined && ![...OWN, ...OF_RECORDER].includes(one),
  );
  if (key !== undefined)
    throw new SyssharkError('USAGE', `ui shows a live capture in the browser: leave out ${optionName(key)}`);
}

/** Whether the process that records asks who it is to be: one of system calls does, and one that must not be root by accident. */
function isTold(raw: RawOptions, { usesProbe, listens, asks }: SourceKind): boolean {
  if (usesProbe) return true;
  return raw.relinquishPrivileges === 'root' && (listens || asks || pluginFiles(raw).length > 0);
}

/** Options for the process that records. One that reads logs is started as who it is to be. */
function recordedOf(raw: RawOptions, source: SourceKind): readonly Key[] {
  const given = OF_RECORDER.filter((key) => raw[key] !== undefined);

  return isTold(raw, source) ? given : given.filter((key) => key !== 'relinquishPrivileges');
}

/** Throws SyssharkError USAGE if it is not certain that something is to be recorded. */
function checkRecording(raw: RawOptions, words: readonly string[]): void {
  refuseOthers(raw);
  if (isFileMeant(words)) throw new SyssharkError('USAGE', `ui looks at a capture: there is no file "${words[0]}"`);
}

function recordingOf(
  raw: RawOptions,
  words: readonly string[],
  { command, source }: { readonly command: readonly string[]; readonly source: SourceKind },
): UiRecording {
  const filters = filtersOf(raw, words);
  return {
    name: raw.input ?? (command.length === 0 ? 'this machine' : command.join(' ')),
    plugin: raw.input === undefined ? null : splitInput(raw.input).name,
    isLive: source.isLive,
    words: ['--write=-', ...recorderWords({ raw, keys: recordedOf(raw, source), filters, command })],
    filter: toByteString(filters.length > 1 ? filters.map((one) => `(${one})`).join(' and ') : filters.join('')),
  };
}

/** Validates the command line of ui. Throws SyssharkError USAGE. */
export function checkUi(
  raw: RawOptions,
  words: readonly string[],
  command: readonly string[],
  sources: readonly SourceKind[],
): UiRequest {
  if (raw.write !== undefined) throw new SyssharkError('USAGE', 'ui writes no capture: leave out -w');
  const given = findLeadingCapture(raw.read, words, 'ui');
  if (given !== null && command.length > 0)
    throw new SyssharkError('USAGE', 'ui looks at a capture or records one: leave out the file, or "-- COMMAND"');
  if (given === null) checkRecording(raw, words);
  // -W is no number of files here, and root is given up even though a capture is read
  const { limit, relinquishPrivileges, ...rest } = raw;
  const [capture, filter] = given ?? [null, words];
  const read = capture === null ? {} : { read: [capture] };
  const options = checkOptions({ ...rest, ...read }, filter, [], sources);
  return {
    options: { ...options, printing: 'asked' },
    capture,
    recording: capture === null ? recordingOf(raw, words, { command, source: options.source }) : null,
    files: pluginFiles(raw),
    user: relinquishPrivileges ?? null,
    port: parseCount(raw.port, '--port', PORT) ?? 0,
    opensBrowser: raw.noOpen !== true,
    limit: parseBytes(limit, '--limit', LIMIT) ?? DEFAULT_LIMIT,
  };
}
