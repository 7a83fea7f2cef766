/** The messages of OTLP 1.x that are sent (opentelemetry-proto), and their encoding: the only file that loads protobufjs. */
import protobuf from 'protobufjs/light.js';

const field = (type: string, id: number): object => ({ type, id });
const many = (type: string, id: number): object => ({ type, id, rule: 'repeated' });
const message = (fields: Readonly<Record<string, object>>): object => ({ fields });
const RESPONSE = message({ partialSuccess: field('PartialSuccess', 1) });

const MESSAGES: Readonly<Record<string, object>> = {
  AnyValue: message({ stringValue: field('string', 1), boolValue: field('bool', 2), intValue: field('int64', 3) }),
  KeyValue: message({ key: field('string', 1), value: field('AnyValue', 2) }),
  Resource: message({ attributes: many('KeyValue', 1) }),
  Scope: message({ name: field('string', 1), version: field('string', 2) }),
  MetricsRequest: message({ resourceMetrics: many('ResourceMetrics', 1) }),
  ResourceMetrics: message({ resource: field('Resource', 1), scopeMetrics: many('ScopeMetrics', 2) }),
  ScopeMetrics: message({ scope: field('Scope', 1), metrics: many('Metric', 2) }),
  Metric: message({
    ...{ name: field('string', 1), description: field('string', 2), unit: field('string', 3) },
    ...{ sum: field('Sum', 7), exponentialHistogram: field('Histogram', 10) },
  }),
  Sum: message({
    ...{ dataPoints: many('Point', 1), aggregationTemporality: field('int32', 2), isMonotonic: field('bool', 3) },
  }),
  Point: message({
    ...{ startTimeUnixNano: field('fixed64', 2), timeUnixNano: field('fixed64', 3) },
    ...{ asInt: field('sfixed64', 6), attributes: many('KeyValue', 7) },
  }),
  Histogram: message({ dataPoints: many('HistogramPoint', 1), aggregationTemporality: field('int32', 2) }),
  HistogramPoint: message({
    ...{ attributes: many('KeyValue', 1), startTimeUnixNano: field('fixed64', 2), timeUnixNano: field('fixed64', 3) },
    ...{
      count: field('fixed64', 4),
      sum: field('double', 5),
      scale: field('sint32', 6),
      positive: field('Buckets', 8),
    },
  }),
  Buckets: message({ offset: field('sint32', 1), bucketCounts: many('uint64', 2) }),
  TraceRequest: message({ resourceSpans: many('ResourceSpans', 1) }),
  ResourceSpans: message({ resource: field('Resource', 1), scopeSpans: many('ScopeSpans', 2) }),
  ScopeSpans: message({ scope: field('Scope', 1), spans: many('Span', 2) }),
  Span: message({
    ...{ traceId: field('bytes', 1), spanId: field('bytes', 2), name: field('string', 5), kind: field('int32', 6) },
    ...{ startTimeUnixNano: field('fixed64', 7), endTimeUnixNano: field('fixed64', 8) },
    ...{ attributes: many('KeyValue', 9), links: many('Link', 13), status: field('Status', 15) },
  }),
  Link: message({ traceId: field('bytes', 1), spanId: field('bytes', 2) }),
  Status: message({ message: field('string', 2), code: field('int32', 3) }),
  PartialSuccess: message({ rejected: field('int64', 1), errorMessage: field('string', 2) }),
  Response: RESPONSE,
};

const ROOT = protobuf.Root.fromJSON({ nested: MESSAGES } as protobuf.INamespace);
const WORD = 2n ** 32n;

/** A time as messages have it; `ns` since the epoch. */
export interface Nanos {
  readonly low: number;
  readonly high: number;
  readonly unsigned: true;
}

export const nanosOf = (ns: bigint): Nanos => ({
  low: Number(BigInt.asIntN(32, ns)),
  high: Number(ns / WORD),
  unsigned: true,
});

/** An attribute. */
export interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly boolValue: boolean } | { readonly intValue: number };
}

/** Attributes of what is known. */
export function attributesOf(values: Readonly<Record<string, string | number | boolean | null>>): KeyValue[] {
  return Object.entries(values).flatMap(([key, value]): KeyValue[] => {
    if (value === null) return [];
    if (typeof value === 'string') return [{ key, value: { stringValue: value } }];
    return [{ key, value: typeof value === 'number' ? { intValue: value } : { boolValue: value } }];
  });
}

/** What is sent, and the last part of the path that takes it. */
export type Signal = 'metrics' | 'traces';

/** Metrics or spans of one resource, and from what. */
export interface Telemetry {
  readonly signal: Signal;
  readonly resource: readonly KeyValue[];
  readonly version: string;
  readonly rows: readonly object[];
}

/** Encodes a request. */
export function encodeTelemetry({ signal, resource, version, rows }: Telemetry): Uint8Array {
  const scope = { name: 'sysshark', version };
  const of = { resource: { attributes: resource } };
  return signal === 'metrics'
    ? encode('MetricsRequest', { resourceMetrics: [{ ...of, scopeMetrics: [{ scope, metrics: rows }] }] })
    : encode('TraceRequest', { resourceSpans: [{ ...of, scopeSpans: [{ scope, spans: rows }] }] });
}

function encode(type: string, content: object): Uint8Array {
  return ROOT.lookupType(type).encode(content).finish();
}

/** What a receiver has left out of a request, and why; null for nothing, or an answer that is no message. */
export function rejectedOf(answer: Uint8Array): { readonly count: number; readonly reason: string } | null {
  try {
    const { partialSuccess } = ROOT.lookupType('Response').toObject(ROOT.lookupType('Response').decode(answer), {
      longs: Number,
    }) as { readonly partialSuccess?: { readonly rejected?: number; readonly errorMessage?: string } };
    const { rejected = 0, errorMessage = '' } = partialSuccess ?? {};
    return rejected > 0 ? { count: rejected, reason: errorMessage } : null;
  } catch {
    return null;
  }
}
