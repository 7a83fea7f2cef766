// HOT: once per printed event. No allocation, bigint, try, spread or iterator here but where a turn begins.
import type { Emit } from '../output/line.js';
import type { SystemState } from '../state/system-state.js';

/** Events that one thread prints before it is the other's turn. */
const EVENTS_IN_TURN = 1 << 15;
/** Live threads and descriptors of a machine from which on its state is not held twice: the memory is not worth the time. */
const MAX_THREADS = 1 << 13;
const MAX_FDS = 1 << 16;

/** The two threads that share the printing. */
export const PRINTER = { MAIN: 0, HELPER: 1 } as const;

/** Whose turn it is, as one of the threads sees it; from 'alone' on, the main thread prints all that is left. */
export type Turn = 'own' | 'other' | 'alone';

function isLarge({ threads }: SystemState): boolean {
  if (threads.size > MAX_THREADS) return true;
  let fds = 0;
  for (const thread of threads.values()) fds += thread.fds.size;
  return fds > MAX_FDS;
}

/**
 * Prints only in the turns of one of two threads. Both see the same events and the same state, so both come to the same
 * turns: `onTurn` is called as each begins, before anything of it is written.
 */
export function takeTurns(emit: Emit, printer: number, onTurn: (turn: Turn) => void): Emit {
  let turn = -1;
  let isOwn = false;
  let isAlone = false;
  return (evt, out) => {
    const now = Math.floor(evt.num / EVENTS_IN_TURN);
    if (now !== turn) {
      turn = now;
      isAlone ||= isLarge(evt.state);
      isOwn = (isAlone ? PRINTER.MAIN : now & 1) === printer;
      onTurn(isAlone ? 'alone' : isOwn ? 'own' : 'other');
    }
    return isOwn && emit(evt, out);
  };
}
