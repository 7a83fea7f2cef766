import type { ByteText } from '../../bytes/byte-text.js';
import { humanDuration } from '../../fields/duration.js';
import type { FieldContext } from '../../fields/field-context.js';
import { timeValue } from '../../fields/time-value.js';
import { treeOf } from '../../filter/compose.js';
import { maskOf } from '../../output/masking.js';
import { writeClock } from '../../render/clock.js';
import type { Evt } from '../../state/evt.js';
import type { Chisel, ChiselContext, ChiselRun } from '../chisel.js';
import { HTTP_EVENTS, HTTP_SNAPLEN, type HttpExchange, HttpExchanges } from '../http-exchanges.js';
import { addLine, addObject } from '../output-lines.js';

type WriteExchange = (out: ByteText, exchange: HttpExchange, evt: Evt) => void;

function textWriter(context: FieldContext): WriteExchange {
  const mask = maskOf(context);
  return (out, { request, status, latency, isServer }, { view, thread, fd }) => {
    writeClock(out, view.tsHi, view.tsLo);
    const process = `${thread?.comm}(${thread?.pid})`;
    const line = ` ${isServer ? '<' : '>'} ${process} ${request.method} ${request.url} ${status} ${humanDuration(latency)} ${fd?.name}`;
    addLine(out, mask(line));
  };
}

const writeJson: WriteExchange = (out, { request, status, latency, isServer }, { view, thread, fd }) => {
  addObject(out, {
    'evt.rawtime': timeValue(view.tsHi, view.tsLo),
    role: isServer ? 'server' : 'client',
    'proc.name': thread?.comm ?? null,
    'proc.pid': thread?.pid ?? null,
    ...request,
    status,
    latency,
    'fd.name': fd?.name ?? null,
  });
};

function start(_: readonly string[], { isJson, fields }: ChiselContext): ChiselRun {
  const write = isJson ? writeJson : textWriter(fields);
  const exchanges = new HttpExchanges();
  return {
    filter: treeOf(HTTP_EVENTS),
    heading: null,
    take: (evt, out) => {
      const part = exchanges.take(evt);
      if (part?.isFirst) write(out, part.exchange, evt);
    },
    report: null,
  };
}

/** A line for each request. */
export const HTTP_LOG: Chisel = {
  name: 'httplog',
  category: 'Application',
  summary: 'requests of HTTP/1, each with its answer',
  description:
    'Prints a line when the answer to a request begins: time, "<" where the process has answered and ">" where it has asked, process, method, address, status, time to the answer, client and server. Where both are recorded there are two lines. What is encrypted is not seen.',
  args: [],
  snaplen: HTTP_SNAPLEN,
  start,
};
