import type { LineGuard } from './line-guard.js';

/** How I/O buffers are written: as plain text, in the form of -A, -x, -X or -b, or as required by JSON output. */
export type BufferMode = 'normal' | 'eols' | 'hex' | 'hexascii' | 'base64' | 'json';

/** User options for the text of arguments. */
export interface RenderOptions {
  /** Longest text of a buffer in bytes (other values are never cut); 0 for no limit (-v). */
  readonly maxLength: number;
  readonly buffers: BufferMode;
  /**
   * Keeps lines of I/O buffers distinct from event lines; control characters in other values are then masked. Absent to leave values
   * unchanged.
   */
  readonly guard?: LineGuard;
}

/** Defaults of sysdig's command line. */
export const DEFAULT_RENDER_OPTIONS: RenderOptions = { maxLength: 80, buffers: 'normal' };
