import { SyssharkError } from '../errors.js';

/** Exit status: done; an error said in one line; a capture that is cut or damaged, all before it delivered. */
export const EXIT = { DONE: 0, ERROR: 1, DAMAGED: 2 } as const;

/** Exit status for what was thrown. */
export function exitCodeOf(error: unknown): number {
  return error instanceof SyssharkError && error.code === 'DAMAGED' ? EXIT.DAMAGED : EXIT.ERROR;
}
