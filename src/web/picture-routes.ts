import { heatMap } from '../inspect/heat-map.js';
import type { Inspection } from '../inspect/inspection.js';
import { timeSeries } from '../inspect/time-series.js';
import type { View } from '../inspect/view.js';
import type { HeatAnswer, SeriesAnswer } from './protocol.js';
import { type Call, numberIn, RequestError, type Route } from './route.js';

const MAX_COLUMNS = 1000;
const MAX_INTERVALS = 4000;
const TOO_MANY = `intervals are too short: the capture may have ${MAX_INTERVALS} of them at most`;
const LAST = Number.MAX_SAFE_INTEGER;

/** What is asked for pictures of many events. `viewOf` finds the view of a request. */
export function pictureRoutes(inspection: Inspection, viewOf: (id: number) => View): readonly Route[] {
  const { index } = inspection;

  async function heat({ id, query, signal }: Call): Promise<HeatAnswer> {
    const columns = numberIn(query, 'columns', { min: 1, max: MAX_COLUMNS });
    const { times, latencies, counts } = await heatMap(index.kept, viewOf(id), columns, signal);
    return { times: times.map(String), latencies, counts: [...counts] };
  }

  async function series({ id, query, signal }: Call): Promise<SeriesAnswer> {
    const view = viewOf(id);
    const length = numberIn(query, 'interval', { min: 1, max: LAST });
    const { begin, end } = index.span.now;
    const count = Number((end - begin) / BigInt(length)) + 1;
    if (count > MAX_INTERVALS) throw new RequestError(400, TOO_MANY);
    const { events, calls, errors, bytes, latencies, longest } = await timeSeries(
      index,
      view,
      { begin, length, count },
      signal,
    );
    return {
      begin: String(begin),
      events: [...events],
      calls: [...calls],
      errors: [...errors],
      bytes: [...bytes],
      latencies: [...latencies],
      longest: [...longest],
    };
  }

  return [
    { method: 'GET', path: '/api/views/ID/heat', answer: heat },
    { method: 'GET', path: '/api/views/ID/series', answer: series },
  ];
}
