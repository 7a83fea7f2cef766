import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import type { CaptureIndex } from '../inspect/capture-index.js';
import type { RowColours } from '../inspect/row-colours.js';
import { rowEdges, timeEdges } from '../inspect/row-edges.js';
import type { View } from '../inspect/view.js';
import type { StripAnswer } from './protocol.js';

/** Events of a part by which its colour is chosen. */
const SAMPLES = 64;

/** What is wanted of a strip. */
interface StripWanted {
  readonly bins: number;
  readonly isByTime: boolean;
  /** What colours rows; null: without colours. */
  readonly colours: RowColours | null;
}

/** How a view's events lie in the capture. */
export function stripOf({ kept, losses }: CaptureIndex, view: View, wanted: StripWanted): StripAnswer {
  const { bins, isByTime, colours } = wanted;
  const edges = isByTime ? timeEdges(kept, bins) : rowEdges(kept, bins);
  const parts = edges.slice(1).map((end, i) => [edges[i] as number, end] as const);
  const [begin, end] = kept.count === kept.first ? [0n, 0n] : [kept.time(kept.first), kept.time(kept.count - 1)];
  return {
    rows: parts.map(([from]) => from),
    counts: parts.map(([from, to]) => view.positionOf(to) - view.positionOf(from)),
    failed: parts.map(([from, to]) => failuresIn(kept, view, from, to)),
    lost: parts.map(([from, to]) => losses.between(from - 1, to - 1)),
    ...(colours === null ? {} : coloursOf(colours, view, parts)),
    begin: String(begin),
    end: String(end),
  };
}

/** Failed events of a view from one row to another. */
function failuresIn(kept: KeptColumns, view: View, from: number, to: number): number {
  let found = 0;
  for (let row = from; row < to; row++) if (kept.result(row) < 0 && view.has(row)) found++;
  return found;
}

/** The rule of most of a view's events, part by part, by samples. */
function coloursOf(
  colours: RowColours,
  view: View,
  parts: readonly (readonly [number, number])[],
): Pick<StripAnswer, 'colours' | 'isColoured'> {
  colours.update();
  const found = parts.map(([begin, end]) => {
    const from = view.positionOf(begin);
    const count = view.positionOf(end) - from;
    const samples = Math.min(count, SAMPLES);
    const rows = Array.from({ length: samples }, (_, i) => view.at(from + Math.floor((count * i) / samples)));
    return colours.ofMost(rows.filter((row) => row >= 0));
  });
  return { colours: found, isColoured: colours.isSearched };
}
