// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { Emit } from '../output/format.js';

/** Events that one thread prints before it is the other's turn. */
const EVENTS_IN_TURN = 1 << 15;

/** The two threads that share the printing. */
export const PRINTER = { MAIN: 0, HELPER: 1 } as const;

/**
 * Prints only in the turns of one of two threads. Both see the same events, so both come to the same turns: `onTurn` is
 * called as each begins, before anything of it is written, with whether it is this thread's own.
 */
export function takeTurns(emit: Emit, printer: number, onTurn: (isOwn: boolean) => void): Emit {
  let turn = -1;
  let isOwn = false;
  return (evt, out) => {
    const now = Math.floor(evt.num / EVENTS_IN_TURN);
    if (now !== turn) {
      turn = now;
      isOwn = (now & 1) === printer;
      onTurn(isOwn);
    }
    return isOwn && emit(evt, out);
  };
}
