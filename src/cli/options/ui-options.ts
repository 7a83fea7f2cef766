import { SyssharkError } from '../../errors.js';
import type { RawOptions } from '../command-line/table.js';
import { leadingCapture } from './leading-capture.js';
import { parseBytes, parseCount } from './option-values.js';
import { checkOptions, type RunOptions } from './run-options.js';

/** What ui shows, and where. */
export interface UiRequest {
  readonly options: RunOptions;
  /** The capture; - for standard input. */
  readonly capture: string;
  /** Who serves the page, if root starts it; null for the user who called sudo. */
  readonly user: string | null;
  /** 0 for any port that is free. */
  readonly port: number;
  readonly opensBrowser: boolean;
  /** Most bytes that are copied. */
  readonly limit: number;
}

const FORM = 'ui FILE [FILTER]';
const PORT = { min: 1, max: 65_535 } as const;
const LIMIT = { min: 1 << 20, max: 2 ** 50, example: '2G' } as const;
const DEFAULT_LIMIT = 2 * 2 ** 30;

/** Validates the command line of ui. Throws SyssharkError USAGE. */
export function checkUi(raw: RawOptions, words: readonly string[], command: readonly string[]): UiRequest {
  if (raw.write !== undefined) throw new SyssharkError('USAGE', 'ui writes no capture: leave out -w');
  if (command.length > 0)
    throw new SyssharkError('USAGE', 'ui looks at captures that exist: record one first, with -w FILE -- COMMAND');
  const [capture, filter] = leadingCapture(raw.read, words, { name: 'ui', form: FORM });
  // -W is no number of files here, and root is given up even though a capture is read
  const { limit, relinquishPrivileges, ...rest } = raw;
  return {
    options: { ...checkOptions({ ...rest, read: [capture] }, filter), printing: 'asked' },
    capture,
    user: relinquishPrivileges ?? null,
    port: parseCount(raw.port, '--port', PORT) ?? 0,
    opensBrowser: raw.noOpen !== true,
    limit: parseBytes(limit, '--limit', LIMIT) ?? DEFAULT_LIMIT,
  };
}
