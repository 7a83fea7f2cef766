import type { JSX } from 'preact';
import { captureSpan } from '../state/strips.js';
import { isNumeric, textOf, type Value } from './cells.js';
import { Histogram } from './histogram.jsx';
import type { TypedColumn } from './shown-rows.js';

const BAD = /^(errors|evt\.res)$/;
const IDS = /pid$/;

interface CellProps {
  readonly column: TypedColumn;
  readonly value: Value;
}

/** A cell of a table. */
export function TableCell({ column, value }: CellProps): JSX.Element {
  const Picture = PICTURES[column.type];
  return Picture === undefined ? <TextCell column={column} value={value} /> : <td>{Picture(String(value ?? ''))}</td>;
}

const PICTURES: Readonly<Record<string, (text: string) => JSX.Element | null>> = {
  histogram: (counts) => <Histogram counts={counts} />,
  life: (life) => <Life life={life} />,
};

function classOf({ name, type }: TypedColumn, value: Value): string {
  const side = isNumeric(type) ? 'r' : '';
  if (name === 'errors' && value === 0) return `${side} dim`;
  return BAD.test(name) && value !== null ? `${side} bad` : side;
}

function wordOf({ name, type }: TypedColumn, value: Value): string {
  if (name === 'errors' && value === 0) return '–';
  // no quantities
  if (IDS.test(name)) return String(value ?? '–');
  return value === '' ? '–' : textOf(value, type);
}

function TextCell({ column, value }: CellProps): JSX.Element {
  return (
    <td class={classOf(column, value)}>
      {column.most > 0 && <Bar share={Number(value ?? 0) / column.most} />}
      <span>{wordOf(column, value)}</span>
    </td>
  );
}

/** A bar on the root's scale: small shares stay visible. */
function Bar({ share }: { share: number }): JSX.Element {
  return <i class="share" style={{ width: `${(Math.sqrt(share) * 100).toFixed(1)}%` }} />;
}

const WIDTH = 220;

/** When a process was there, within the capture. `life`: begin and end in digits, joined by "-"; none for beyond it. */
function Life({ life }: { life: string }): JSX.Element | null {
  const span = captureSpan.value;
  if (span === null || span.ns === 0) return null;
  const [start = '', end = ''] = life.split('-');
  const place = (time: string, otherwise: number): number => {
    const share = time === '' ? otherwise : Number(BigInt(time) - BigInt(span.begin)) / span.ns;
    return Math.max(0, Math.min(1, share)) * WIDTH;
  };
  const x = place(start, 0);
  return (
    <svg class="life" width={WIDTH} height={12} role="img" aria-label="When it was there">
      <rect x={0} y={6} width={WIDTH} height={1} class="axis" />
      <rect x={x} y={2} width={Math.max(2, place(end, 1) - x)} height={8} rx={2} />
    </svg>
  );
}
