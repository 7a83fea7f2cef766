import type { JSX } from 'preact';
import type { HeatAnswer } from '../../../src/web/protocol.js';
import { count } from '../../text/counts.js';
import { roundDuration } from '../../text/durations.js';
import { callsIn, columnsOf, linesOf } from './heat.js';

const PER_DECADE = 10;
const SPANS = 10;

/** What a heat map shows, in numbers. */
export function HeatTable({ heat }: { heat: HeatAnswer }): JSX.Element {
  const { times, latencies } = heat;
  const width = Math.ceil(columnsOf(heat) / SPANS);
  const spans = Array.from({ length: Math.ceil(columnsOf(heat) / width) }, (_, i) => i * width);
  const decades = Array.from({ length: linesOf(heat) / PER_DECADE }, (_, i) => i * PER_DECADE).reverse();
  return (
    <table>
      <caption>Calls by latency, and by time since the first event of the list</caption>
      <thead>
        <tr>
          <th scope="col">Latency</th>
          {spans.map((from) => (
            <th key={from} scope="col" class="r">
              {roundDuration(Number(BigInt(times[from] ?? 0) - BigInt(times[0] ?? 0)))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {decades.map((line) => (
          <tr key={line}>
            <th scope="row">
              {roundDuration(latencies[line] ?? 0)} – {roundDuration(latencies[line + PER_DECADE] ?? 0)}
            </th>
            {spans.map((from) => (
              <td key={from} class="r">
                {count(
                  callsIn(heat, {
                    fromColumn: from,
                    toColumn: Math.min(columnsOf(heat), from + width) - 1,
                    fromLine: line,
                    toLine: line + PER_DECADE - 1,
                  }),
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
