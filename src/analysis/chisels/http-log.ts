import { timeValue } from '../../fields/time-value.js';
import { treeOf } from '../../filter/compose.js';
import type { Column, Row } from '../../output/rows/column.js';
import type { RowForm } from '../../output/rows/form.js';
import type { Evt } from '../../state/evt.js';
import type { Chisel, ChiselRun } from '../chisel.js';
import { HTTP_EVENTS, HTTP_SNAPLEN, type HttpExchange, HttpExchanges } from '../http-exchanges.js';

const COLUMNS: readonly Column[] = [
  { name: 'evt.rawtime', heading: 'Time', type: 'time' },
  { name: 'role', heading: 'Role', type: 'text', text: (role) => (role === 'server' ? '<' : '>') },
  { name: 'proc.name', heading: 'Process', type: 'text' },
  { name: 'proc.pid', heading: 'PID', type: 'number' },
  { name: 'method', heading: 'Method', type: 'text' },
  { name: 'url', heading: 'URL', type: 'text' },
  { name: 'status', heading: 'Status', type: 'number' },
  { name: 'latency', heading: 'Latency', type: 'duration' },
  { name: 'fd.name', heading: 'FD', type: 'text' },
];

const FORM: RowForm = {
  columns: COLUMNS,
  layout: {
    kind: 'lines',
    heading: null,
    line: '%evt.rawtime %role %proc.name(%proc.pid) %method %url %status %latency %fd.name',
  },
};

function rowOf({ request, status, latency, isServer }: HttpExchange, { view, thread, fd }: Evt): Row {
  return [
    timeValue(view.tsHi, view.tsLo),
    isServer ? 'server' : 'client',
    thread?.comm ?? null,
    thread?.pid ?? null,
    request.method,
    request.url,
    status,
    latency,
    fd?.name ?? null,
  ];
}

function start(): ChiselRun {
  const exchanges = new HttpExchanges();
  return {
    kind: 'rows',
    filter: treeOf(HTTP_EVENTS),
    form: FORM,
    take: (evt, add) => {
      const part = exchanges.take(evt);
      if (part?.isFirst) add(rowOf(part.exchange, evt));
    },
    report: null,
  };
}

/** A line for each request. */
export const HTTP_LOG: Chisel = {
  name: 'httplog',
  category: 'Application',
  summary: 'HTTP/1 requests, each with its response',
  description:
    'Prints a line when the response to a request starts: time, "<" if the process is the server and ">" if it is the client, process, method, URL, status, response time, connection. If both are recorded, there are two lines. Encrypted traffic is not seen.',
  args: [],
  snaplen: HTTP_SNAPLEN,
  start,
};
