import type { Inspection } from '../inspect/inspection.js';

/** Why there is no event at a row. */
export function missing({ index: { kept } }: Inspection, row: number): string {
  return row < kept.first ? 'this event was dropped to make room for later ones (--limit)' : `there is no row ${row}`;
}
