import { CommandError, SyssharkError } from '../errors.js';

/**
 * Exit statuses: success; an error; incomplete output: a capture is damaged or cut off, or lacks what a chisel needs, names did not fit
 * in memory, or a plugin ended that gave values to its events.
 */
export const EXIT = { DONE: 0, ERROR: 1, INCOMPLETE: 2 } as const;

/** Whether the only error is that the reader of the output has exited, as with `| head`. */
export function isReaderGone(error: unknown): boolean {
  if (!(error instanceof SyssharkError) || error.code !== 'IO' || !(error.cause instanceof Error)) return false;
  return 'code' in error.cause && error.cause.code === 'EPIPE';
}

/** Exit status for a thrown error. */
export function exitCodeOf(error: unknown): number {
  if (isReaderGone(error)) return EXIT.DONE;
  if (error instanceof CommandError) return error.status;
  const isPartDone = error instanceof SyssharkError && (error.code === 'DAMAGED' || error.code === 'PLUGIN');
  return isPartDone ? EXIT.INCOMPLETE : EXIT.ERROR;
}
