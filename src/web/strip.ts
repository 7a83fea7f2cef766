import type { KeptColumns } from '../analysis/kept/kept-columns.js';
import type { CaptureIndex } from '../inspect/capture-index.js';
import type { RowColours } from '../inspect/row-colours.js';
import { firstRowAt, rowEdges } from '../inspect/row-edges.js';
import { eachByTime, edgesOf } from '../inspect/row-times.js';
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

/** What is in each part of a capture (StripAnswer). */
type Parts = Pick<StripAnswer, 'rows' | 'counts' | 'failed' | 'lost'>;

/** From one row to another. */
type Range = readonly [from: number, to: number];

/** How a view's events lie in the capture; others may run meanwhile. Parts of the same time have no colours where time goes back. */
export async function stripOf(index: CaptureIndex, view: View, wanted: StripWanted): Promise<StripAnswer> {
  const { kept } = index;
  const { bins, isByTime, colours } = wanted;
  const span = index.span.now;
  const { isInOrder } = kept;
  const ends = { isInOrder, begin: String(span.begin), end: String(span.end) };
  if (isByTime && !isInOrder) return { ...(await scattered(index, view, edgesOf(span, bins))), ...ends };
  const ranges = isByTime ? rangesOfTime(kept, edgesOf(span, bins)) : rangesOfRows(kept, bins);
  return { ...together(index, view, ranges), ...(colours === null ? {} : coloursOf(colours, view, ranges)), ...ends };
}

const rangesBetween = (edges: readonly number[]): readonly Range[] =>
  edges.slice(1).map((end, i) => [edges[i] as number, end]);

const rangesOfRows = (kept: KeptColumns, parts: number): readonly Range[] => rangesBetween(rowEdges(kept, parts));

function rangesOfTime(kept: KeptColumns, edges: readonly bigint[]): readonly Range[] {
  const inner = edges.slice(1, -1);
  return rangesBetween([kept.first, ...inner.map((edge) => firstRowAt(kept, edge)), kept.count]);
}

/** Parts whose events are one after the other. */
function together({ kept, losses }: CaptureIndex, view: View, ranges: readonly Range[]): Parts {
  return {
    rows: ranges.map(([from]) => from),
    counts: ranges.map(([from, to]) => view.positionOf(to) - view.positionOf(from)),
    failed: ranges.map(([from, to]) => failuresIn(kept, view, from, to)),
    lost: ranges.map(([from, to]) => losses.between(from - 1, to - 1)),
  };
}

/** Parts whose events are anywhere. */
async function scattered({ kept, losses }: CaptureIndex, view: View, edges: readonly bigint[]): Promise<Parts> {
  const zeros = (): number[] => edges.slice(1).map(() => 0);
  const [counts, failed, lost] = [zeros(), zeros(), zeros()];
  const rows = zeros().fill(kept.count);
  const hasLosses = losses.between(kept.first - 1, kept.count - 1) > 0;
  const add = (to: number[], part: number, more: number): void => {
    to[part] = (to[part] as number) + more;
  };
  await eachByTime(kept, edges, (row, part) => {
    rows[part] = Math.min(rows[part] as number, row);
    if (hasLosses) add(lost, part, losses.between(row - 1, row));
    if (!view.has(row)) return;
    add(counts, part, 1);
    if (kept.result(row) < 0) add(failed, part, 1);
  });
  for (let part = rows.length - 2; part >= 0; part--)
    if (rows[part] === kept.count) rows[part] = rows[part + 1] as number;
  return { rows, counts, failed, lost };
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
  parts: readonly Range[],
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
