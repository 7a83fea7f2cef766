import type { FieldContext } from '../fields/field-context.js';
import type { Inspection } from '../inspect/inspection.js';
import { slowestRows } from '../inspect/slowest-rows.js';
import type { View } from '../inspect/view.js';
import { compileFormat } from '../output/format.js';
import type { Evt } from '../state/evt.js';
import type { StatsAnswer } from './protocol.js';

const MOST = 500;
const FIELDS = ['proc.name', 'thread.tid', 'evt.type', 'fd.name', 'evt.args'] as const;

/** The calls of a view that took longest, slowest first. */
export async function slowestTable(
  inspection: Inspection,
  view: View,
  context: FieldContext,
  signal: AbortSignal | null,
): Promise<StatsAnswer> {
  const { kept } = inspection.index;
  const texts = FIELDS.map((name) => compileFormat(`%${name}`, context));
  const slowest = slowestRows(kept, view, MOST);
  const cells = new Map<number, readonly (string | null)[]>();
  const inOrder = [...slowest].sort((a, b) => a - b);
  const take = (evt: Evt, row: number): boolean => {
    cells.set(
      row,
      texts.map((text) => text(evt)),
    );
    return true;
  };
  await inspection.read(inOrder, take, signal);
  return {
    columns: [
      { name: 'evt.latency', type: 'duration' },
      { name: 'evt.time', type: 'time' },
      ...FIELDS.map((name) => ({ name, type: 'text' }) as const),
      { name: 'filter', type: 'filter' },
    ],
    rows: slowest.map((row) => [
      kept.latency(row),
      String(kept.time(row)),
      ...(cells.get(row) ?? FIELDS.map(() => null)),
      `evt.num = ${kept.num(row)}`,
    ]),
  };
}
