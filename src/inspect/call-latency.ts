// HOT: once per row. No allocation, bigint, try, spread or iterator here.
import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import { EC } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';

/** One byte by event type: 1 for system calls. */
const IS_CALL = Uint8Array.from(EVENTS, ({ category }) => +((category & EC.SYSCALL) !== 0));

/** How long the call of a row took, in ns: 0 for its begin, and for a switch, which has the latency of its thread's last call. */
export function callLatency(kept: KeptColumns, row: number): number {
  const ns = kept.latency(row);
  if (!(ns > 0)) return 0;
  return IS_CALL[kept.dictionary.typeOf(kept.subjectId(row))] === 1 ? ns : 0;
}
