import { expect, test } from '@jest/globals';
import { RequestSpans } from '../../../src/fleet/otlp/spans.js';
import type { RequestRow } from '../../../src/output/requests/request.js';

const ROW: RequestRow = {
  ...{ number: 1, start: 5n, duration: 7, state: 'answered', pid: 2, tid: 3, process: 'web', connection: 'a->b' },
  ...{ exchange: 1, protocol: 'http', request: '', status: 200, received: 1, sent: 1, firstByte: 1, accepted: null },
  ...{ queued: 0, times: [], files: [], upstreams: [], notes: [], steps: [], stepsLeftOut: 0 },
};

interface SpanLike {
  readonly spanId: Uint8Array;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly links: readonly { readonly spanId: Uint8Array }[];
  readonly status?: { readonly code: number };
}

const of = (row: Partial<RequestRow>, spans = new RequestSpans()): SpanLike => spans.of({ ...ROW, ...row }) as SpanLike;

test.each([
  ['GET example.org/a/b?token=secret', 'example.org', '/a/b'],
  ['GET http://me:secret@example.org/a#secret', 'example.org', '/a'],
  ['GET /a?b=/secret', undefined, '/a'],
  ['', undefined, undefined],
])('of %j, a span has host and path, but nothing that may be a secret', (request, host, path) => {
  const { attributes } = of({ request });
  const attribute = (name: string): unknown =>
    Object.values(attributes.find(({ key }) => key === name)?.value ?? {})[0];
  expect([attribute('server.address'), attribute('url.path')]).toEqual([host, path]);
  expect(JSON.stringify(attributes)).not.toContain('secret');
});

test('a span links the request that another server made of it, and is an error if the server failed', () => {
  const spans = new RequestSpans();
  const upstreams = [{ name: 'c', sent: 1, received: 1, wait: 1, request: 1 }];
  const later = of({ number: 2, upstreams, status: 503 }, spans);
  expect(later.links.map(({ spanId }) => spanId)).toEqual([of({}, spans).spanId]);
  expect(later.status).toEqual({ code: 2 });
  expect(of({ state: 'unanswered', status: null }).status).toMatchObject({ code: 2 });
  expect(of({}).status).toBeUndefined();
});
