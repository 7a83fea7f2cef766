import type { PeriodSums } from '../../analysis/calls/call-sums.js';
import { RequestTracer } from '../../analysis/requests/tracer.js';
import { readHeaders } from '../../fleet/otlp/address.js';
import { OtlpExporter } from '../../fleet/otlp/exporter.js';
import { attributesOf } from '../../fleet/otlp/messages.js';
import { CallMetrics } from '../../fleet/otlp/metrics.js';
import { RequestSpans } from '../../fleet/otlp/spans.js';
import { ownName } from '../../fleet/own-name.js';
import { SUMS } from '../../fleet/sums.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import { readCertificates } from '../../plugins/http-exchange.js';
import type { OtlpRequest } from '../options/ship-options.js';
import type { ProcessIo } from '../process-io.js';

/** What sends metrics and spans of the events of a run. */
export interface Telemetry {
  /** Takes a period of sums. */
  readonly take: (sums: PeriodSums) => void;
  /** Takes events, for spans. After its end, nothing is sent any longer. */
  readonly consumer: EventConsumer;
}

/** Reads files of secrets, which may be root's. `lost`: events that were lost so far. Throws SyssharkError. */
export function openTelemetry(
  { address: base, headersFile, authority }: OtlpRequest,
  version: string,
  warn: ProcessIo['warn'],
  lost: () => number,
): Telemetry {
  const metrics = new CallMetrics(SUMS.LIMIT);
  const spans = new RequestSpans();
  const exporter = new OtlpExporter({
    receiver: {
      base,
      headers: headersFile === null ? {} : readHeaders(headersFile),
      authority: authority === null ? null : readCertificates(authority, '--ca'),
    },
    resource: attributesOf({ 'service.name': 'sysshark', 'service.version': version, 'host.name': ownName() }),
    version,
    metrics: () => metrics.rows,
    warn,
  });
  const tracer = new RequestTracer({ hasSteps: false, selects: () => true }, (row) => exporter.add(spans.of(row)));
  return {
    take: (sums) => {
      metrics.add(sums, lost());
      exporter.send();
    },
    consumer: {
      event: (evt) => {
        tracer.take(evt);
        return true;
      },
      lost: () => tracer.lose(),
      close: async () => {
        tracer.close();
        await exporter.close();
      },
    },
  };
}
