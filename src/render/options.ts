import type { LineGuard } from './line-guard.js';

/** How I/O buffers are written: as plain text, or as -A, -x, -X and -b have it, or as JSON output needs it. */
export type BufferMode = 'normal' | 'eols' | 'hex' | 'hexascii' | 'base64' | 'json';

/** What the user chose about the text of arguments. */
export interface RenderOptions {
  /** Longest text of a buffer in bytes (other values are never cut), 0 for no limit (-v). */
  readonly maxLength: number;
  readonly buffers: BufferMode;
  /**
   * What keeps the lines of I/O buffers apart from those of events; other values are masked where they are written then. Absent where
   * values are wanted as they are.
   */
  readonly guard?: LineGuard;
}

/** What sysdig's command line does when nothing is asked for. */
export const DEFAULT_RENDER_OPTIONS: RenderOptions = { maxLength: 80, buffers: 'normal' };
