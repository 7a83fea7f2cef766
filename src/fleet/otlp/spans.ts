import { createHash, randomBytes } from 'node:crypto';
import { fromByteString } from '../../bytes/text.js';
import type { RequestRow, TimeKind } from '../../output/requests/request.js';
import { attributesOf, nanosOf } from './messages.js';

/** SPAN_KIND_SERVER, STATUS_CODE_ERROR. */
const SERVER = 2;
const ERROR = 2;
const FIRST_FAULT = 500;
const TRACE_BYTES = 16;
const SPAN_BYTES = 8;

interface Ids {
  readonly traceId: Uint8Array;
  readonly spanId: Uint8Array;
}

/** Scheme and user of a URL, host, and path; what follows it may be a secret, as may the user. */
const URL_PARTS = /^(?:[a-z][\da-z+.-]*:\/\/)?(?:[^/?#]*@)?([^/?#]*)([^?#]*)/i;

/** Method, host and path; null for what is not known. */
function askedOf({ request }: RequestRow): Readonly<Record<string, string | null>> {
  const [method = '', url = ''] = fromByteString(request).split(' ');
  const [, host = '', path = ''] = URL_PARTS.exec(url) ?? [];
  const known = (text: string): string | null => (text === '' ? null : text);
  return { 'http.request.method': known(method), 'server.address': known(host), 'url.path': known(path) };
}

/** How long a request spent in each way, in ns. */
function timesOf({ times }: RequestRow): Readonly<Record<string, number>> {
  const sums = new Map<TimeKind, number>();
  for (const { kind, ns } of times) sums.set(kind, (sums.get(kind) ?? 0) + ns);
  return Object.fromEntries([...sums].map(([kind, ns]) => [`sysshark.time.${kind}`, ns]));
}

function statusOf({ state, status }: RequestRow): object {
  if (state === 'unanswered') return { status: { code: ERROR, message: 'unanswered' } };
  return status !== null && status >= FIRST_FAULT ? { status: { code: ERROR } } : {};
}

/** Makes spans of requests. A request that another server made of it is a link: it ends, and is sent, first. */
export class RequestSpans {
  /** No other run has the same ids. */
  private readonly run = randomBytes(TRACE_BYTES);

  private idsOf(request: number): Ids {
    const hash = createHash('sha256').update(this.run).update(String(request)).digest();
    return { traceId: hash.subarray(0, TRACE_BYTES), spanId: hash.subarray(TRACE_BYTES, TRACE_BYTES + SPAN_BYTES) };
  }

  /** The span of a request that has ended. */
  of(row: RequestRow): object {
    const asked = askedOf(row);
    return {
      ...this.idsOf(row.number),
      name: asked['http.request.method'] ?? 'request',
      kind: SERVER,
      startTimeUnixNano: nanosOf(row.start),
      endTimeUnixNano: nanosOf(row.start + BigInt(Math.round(row.duration))),
      attributes: attributesOf({
        ...{ proc: fromByteString(row.process), 'process.pid': row.pid, 'thread.id': row.tid },
        ...asked,
        ...{ 'http.response.status_code': row.status, 'sysshark.connection': fromByteString(row.connection) },
        'sysshark.received': row.received,
        ...{ 'sysshark.sent': row.sent, 'sysshark.queued': row.queued },
        ...timesOf(row),
      }),
      links: row.upstreams.flatMap(({ request }) => (request === null ? [] : [this.idsOf(request)])),
      ...statusOf(row),
    };
  }
}
