import { describe, expect, test } from '@jest/globals';
import { openChannel } from '../../../src/analysis/channel.js';
import { HTTP_LOG } from '../../../src/analysis/chisels/http-log.js';
import { HTTP_TOP } from '../../../src/analysis/chisels/http-top.js';
import { ByteText } from '../../../src/bytes/byte-text.js';
import type { FdInfo } from '../../../src/state/fd-info.js';
import { chiselLines, PLAIN_CONTEXT } from '../../helpers/chisels.js';
import { EventRun } from '../../helpers/event-run.js';
import { type IoParts, reads, writes } from '../../helpers/io-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';

const header = sampleHeader();
const TID = 1000;
/** Descriptors of the sample machine: a connection to this machine's port 80, and one to port 443 of another. */
const SERVED = 5;
const CONNECTED = 4;

type Call = Omit<IoParts, 'tid'> & { readonly tid?: number };
const read = (call: Call) => reads({ tid: TID, ...call });
const write = (call: Call) => writes({ tid: TID, ...call });

const REQUEST = 'GET /index.html HTTP/1.1\r\nHost: sample\r\n\r\n';
const RESPONSE = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello';

const log = (events: ReturnType<typeof reads>, context = {}) =>
  // removes the time of day, which depends on the local time zone
  chiselLines(HTTP_LOG, { header, events, context }).map((line) => line.replace(/^[\d:.]+ /, ''));

describe('httplog', () => {
  test('prints the responses of a server, with the time from request to response', () => {
    const events = [
      ...read({ fd: SERVED, data: REQUEST, at: 0 }),
      ...write({ fd: SERVED, data: RESPONSE, at: 2_500_000 }),
    ];
    expect(log(events)).toEqual(['< server(1000) GET sample/index.html 200 2.50ms 10.0.0.3:50000->10.0.0.1:80']);
  });

  test('prints the responses to a client', () => {
    const events = [
      ...write({ fd: CONNECTED, data: REQUEST, at: 0 }),
      ...read({ fd: CONNECTED, data: RESPONSE, at: 830 }),
    ];
    expect(log(events)).toEqual(['> server(1000) GET sample/index.html 200 830ns 10.0.0.1:40000->10.0.0.2:443']);
  });

  test('finds the response if another thread of the process has read the request', () => {
    const events = [...read({ fd: SERVED, data: REQUEST }), ...write({ tid: 1001, fd: SERVED, data: RESPONSE })];
    expect(log(events)).toHaveLength(1);
  });

  test('matches requests and responses by connection, one after the other', () => {
    const events = [
      ...read({ fd: SERVED, data: 'GET /a HTTP/1.1\r\n\r\n' }),
      ...write({ fd: CONNECTED, data: 'GET /b HTTP/1.1\r\n\r\n' }),
      ...read({ fd: CONNECTED, data: 'HTTP/1.1 404 Not Found\r\n\r\n' }),
      ...write({ fd: SERVED, data: 'HTTP/1.1 100 Continue\r\n\r\n' }),
      ...write({ fd: SERVED, data: RESPONSE }),
      ...write({ fd: SERVED, data: 'more of it' }),
      ...read({ fd: SERVED, data: 'POST /c HTTP/1.1\r\n\r\n' }),
      ...read({ fd: SERVED, data: 'HTTP/1.1 999 what is posted' }),
      ...write({ fd: SERVED, data: 'HTTP/1.1 500 Oops\r\n\r\n' }),
    ];
    expect(log(events).map((line) => line.split(' ').slice(2, 5).join(' '))).toEqual([
      'GET /b 404',
      'GET /a 200',
      'POST /c 500',
    ]);
  });

  test('ignores a response without a request, and what looks like HTTP in a file', () => {
    const events = [
      ...write({ fd: SERVED, data: RESPONSE }),
      ...read({ fd: 0, data: REQUEST }),
      ...write({ fd: 0, data: RESPONSE }),
    ];
    expect(log(events)).toEqual([]);
  });

  test('-j prints objects with exact numbers', () => {
    const events = [...read({ fd: SERVED, data: REQUEST, at: 0 }), ...write({ fd: SERVED, data: RESPONSE, at: 7 })];
    const [line = ''] = chiselLines(HTTP_LOG, { header, events, context: { isJson: true } });
    expect(line).toContain('"evt.rawtime":1700000000000000007,');
    expect(JSON.parse(line)).toMatchObject({
      role: 'server',
      method: 'GET',
      url: 'sample/index.html',
      status: 200,
      latency: 7,
    });
  });
});

const exchange = (path: string, at: number, latency: number, body: string) => [
  ...read({ fd: SERVED, data: `GET ${path} HTTP/1.1\r\n\r\n`, at }),
  ...write({ fd: SERVED, data: 'HTTP/1.1 200 OK\r\n\r\n', at: at + latency }),
  ...write({ fd: SERVED, data: body, kept: 80, at: at + latency }),
];

describe('httptop', () => {
  const events = [
    ...exchange('/often', 0, 1000, 'x'),
    ...exchange('/often', 10_000, 1000, 'x'),
    ...exchange('/slow', 20_000, 5_000_000, 'xx'),
    ...exchange('/large', 6_000_000, 2000, 'x'.repeat(3000)),
  ];
  const urls = (...args: string[]) =>
    chiselLines(HTTP_TOP, { header, events, args })
      .slice(2)
      .map((line) => line.split(/\s+/).at(-1));

  test('adds up requests, times to the response and bytes of the responses, including bytes not captured', () => {
    const [heading, , ...rows] = chiselLines(HTTP_TOP, { header, events });
    expect(heading).toMatch(/^Calls +Time +Bytes +Method +URL$/);
    expect(rows[0]).toMatch(/^2 +2\.00us +40B +GET +\/often$/);
    expect(rows).toContainEqual(expect.stringMatching(/^1 +2\.00us +2\.95KB +GET +\/large$/));
  });

  test.each([
    ['ncalls', '/often'],
    ['time', '/slow'],
    ['bytes', '/large'],
    ['url', '/large'],
  ])('sorts by %s', (by, first) => {
    expect(urls(by)[0]).toBe(first);
  });

  test('does not accept any other order', () => {
    expect(() => urls('name')).toThrow('httptop takes ncalls, time, bytes, url, not "name"');
  });
});

test('beyond their limits, the oldest connections are forgotten and other URLs are added up in one row', () => {
  const count = 10_001;
  const run = new EventRun(header);
  const info = run.state.threads.get(TID)?.fds.get(SERVED) as FdInfo;
  const out = new ByteText();
  const log = openChannel(HTTP_LOG.start([], PLAIN_CONTEXT), PLAIN_CONTEXT, out);
  const top = openChannel(HTTP_TOP.start([], PLAIN_CONTEXT), { ...PLAIN_CONTEXT, isJson: true }, out);
  const take = (connection: number, events: ReturnType<typeof reads>) => {
    info.name = `connection ${connection}`;
    for (const event of events) {
      run.apply(event);
      log.take?.(run.evt);
      top.take?.(run.evt);
    }
  };
  for (let i = 0; i < count; i++) take(i, read({ fd: SERVED, data: `GET /${i} HTTP/1.1\r\n` }));
  for (let i = 0; i < count; i++) take(i, write({ fd: SERVED, data: RESPONSE }));
  const answered = out.toText().split('\n').slice(0, -1);
  expect(answered).toHaveLength(count - 1);
  expect(answered[0]).toContain(' /1 ');
  take(0, [...read({ fd: SERVED, data: 'GET /more HTTP/1.1\r\n' }), ...write({ fd: SERVED, data: RESPONSE })]);
  take(0, [...read({ fd: SERVED, data: 'GET /most HTTP/1.1\r\n' }), ...write({ fd: SERVED, data: RESPONSE })]);
  out.length = 0;
  top.report?.write({ state: run.state, elapsed: 0 });
  expect(out.toText().split('\n')[0]).toBe(
    `{"method":"","url":"(all others)","ncalls":2,"time":0,"bytes":${2 * RESPONSE.length}}`,
  );
});
