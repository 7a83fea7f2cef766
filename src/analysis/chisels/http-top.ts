import { treeOf } from '../../filter/compose.js';
import type { Row } from '../../output/rows/column.js';
import type { RowForm } from '../../output/rows/form.js';
import { OTHERS } from '../../output/rows/table-rows.js';
import type { Chisel, ChiselRun } from '../chisel.js';
import { wordOf } from '../chisel-args.js';
import type { HttpRequest } from '../http.js';
import { type AnswerPart, HTTP_EVENTS, HTTP_SNAPLEN, HttpExchanges } from '../http-exchanges.js';

/** Addresses that are counted separately; those beyond are added up together. */
const MAX_ADDRESSES = 10_000;

/** The sums of the requests of one address. */
interface Total {
  readonly method: string;
  readonly url: string;
  ncalls: number;
  /** From requests to responses, in ns. */
  time: number;
  /** Of the responses. */
  bytes: number;
}

const ORDERS = {
  ncalls: (a: Total, b: Total) => b.ncalls - a.ncalls,
  time: (a: Total, b: Total) => b.time - a.time,
  bytes: (a: Total, b: Total) => b.bytes - a.bytes,
  url: (a: Total, b: Total) => (a.url === b.url ? 0 : a.url < b.url ? -1 : 1),
} as const;
const ORDER_NAMES = Object.keys(ORDERS) as (keyof typeof ORDERS)[];

const THE_OTHERS: HttpRequest = { method: '', url: OTHERS };
const makeTotal = (method: string, url: string): Total => ({ method, url, ncalls: 0, time: 0, bytes: 0 });

/** Adds up requests by method and address. */
class Totals {
  private readonly byAddress = new Map<string, Total>();

  add({ exchange, bytes, isFirst }: AnswerPart): void {
    const total = this.find(exchange.request);
    total.bytes += bytes;
    if (!isFirst) return;
    total.ncalls++;
    total.time += exchange.latency;
  }

  private find({ method, url }: HttpRequest): Total {
    const isFull = this.byAddress.size >= MAX_ADDRESSES;
    const key = `${method} ${url}`;
    const known = this.byAddress.get(key);
    if (known !== undefined) return known;
    if (isFull && url !== OTHERS) return this.find(THE_OTHERS);
    const total = makeTotal(method, url);
    this.byAddress.set(key, total);
    return total;
  }

  sorted(order: keyof typeof ORDERS): Total[] {
    return [...this.byAddress.values()].sort(ORDERS[order]);
  }

  clear(): void {
    this.byAddress.clear();
  }
}

const FORM: RowForm = {
  columns: [
    { name: 'ncalls', heading: 'Calls', type: 'count' },
    { name: 'time', heading: 'Time', type: 'duration' },
    { name: 'bytes', heading: 'Bytes', type: 'bytes' },
    { name: 'method', heading: 'Method', type: 'text' },
    { name: 'url', heading: 'URL', type: 'text' },
  ],
  members: ['method', 'url', 'ncalls', 'time', 'bytes'],
  layout: { kind: 'table' },
};
const rowOf = ({ ncalls, time, bytes, method, url }: Total): Row => [ncalls, time, bytes, method, url];

function start([by]: readonly string[]): ChiselRun {
  const order = wordOf('httptop', by, ORDER_NAMES);
  const exchanges = new HttpExchanges();
  const totals = new Totals();
  return {
    kind: 'rows',
    filter: treeOf(HTTP_EVENTS),
    form: FORM,
    take: (evt) => {
      const part = exchanges.take(evt);
      if (part !== null) totals.add(part);
    },
    report: {
      schedule: 'interval',
      make: () => {
        const rows = totals.sorted(order).map(rowOf);
        totals.clear();
        return { rows };
      },
    },
  };
}

/** The most frequent requests. */
export const HTTP_TOP: Chisel = {
  name: 'httptop',
  category: 'Application',
  summary: 'HTTP/1 requests by count, response time or bytes',
  description:
    'Adds up requests by method and URL: count, response time, bytes of the responses. A request counts twice if both client and server are recorded.',
  args: [{ name: 'BY', description: `what to sort by: ${ORDER_NAMES.join(', ')}`, isOptional: true }],
  snaplen: HTTP_SNAPLEN,
  start,
};
