import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { roundDuration } from '../../text/durations.js';
import { MoreRows, STEP } from '../more-rows.jsx';
import { type Line, lines, measureOf } from './series.js';

/** What the graph shows, in numbers; intervals without anything are left out. */
export function GraphTable({ interval }: { interval: number }): JSX.Element {
  const drawn = useSignal(STEP);
  // until there are values for another interval, lines have those for the one before
  const there = lines.value.filter((line): line is Line => line?.interval === interval);
  const count = Math.max(0, ...there.map(({ values }) => values.length));
  const rows = Array.from({ length: count }, (_, at) => at).filter((at) =>
    there.some(({ values }) => (values[at] ?? 0) > 0),
  );
  return (
    <div class="scroll" role="region" aria-label="Table: graph" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="r">
              Since the first event
            </th>
            {there.map(({ filter, measure }, at) => (
              <th key={at} scope="col" class="r">
                {measureOf(measure).title} {filter === '' ? '' : `· ${filter}`}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, drawn.value).map((at) => (
            <tr key={at}>
              <td class="r">{roundDuration(at * interval)}</td>
              {there.map(({ values, measure }, index) => (
                <td key={index} class="r">
                  {measureOf(measure).text(values[at] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <MoreRows drawn={drawn} all={rows.length} />
      </table>
    </div>
  );
}
