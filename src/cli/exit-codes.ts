import { CommandError, SyssharkError } from '../errors.js';

/** Exit status: done; an error said in one line; something is missing: a capture is cut or damaged, or names had no room. */
export const EXIT = { DONE: 0, ERROR: 1, INCOMPLETE: 2 } as const;

/** Whether all that went wrong is that nobody reads the output any more, as after `| head`. */
export function isReaderGone(error: unknown): boolean {
  if (!(error instanceof SyssharkError) || error.code !== 'IO' || !(error.cause instanceof Error)) return false;
  return 'code' in error.cause && error.cause.code === 'EPIPE';
}

/** Exit status for what was thrown. */
export function exitCodeOf(error: unknown): number {
  if (isReaderGone(error)) return EXIT.DONE;
  if (error instanceof CommandError) return error.status;
  return error instanceof SyssharkError && error.code === 'DAMAGED' ? EXIT.INCOMPLETE : EXIT.ERROR;
}
