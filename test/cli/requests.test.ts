import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { encodeDrop } from '../../src/scap/drop-block.js';
import { int } from '../helpers/event-samples.js';
import { reads, START, writes } from '../helpers/io-events.js';
import { namedEvent } from '../helpers/process-events.js';
import { sampleHeader } from '../helpers/sample-machine.js';
import { capture, type EventParts, eventBlock } from '../helpers/scap.js';
import { makeScratch } from '../helpers/scratch.js';
import { LOCAL, PEER, SocketCalls, tuple } from '../helpers/socket-events.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
afterAll(scratch.remove);

const SERVER = 1000;
const CONNECTION = '10.0.1.2:40000->10.0.0.1:80';
const FD = 9;
/** A connection that the server has when the capture begins. */
const KNOWN_FD = 5;
const MS = 1_000_000;

const at = (ms: number): bigint => START + BigInt(ms * MS);
const timed = (events: readonly EventParts[], ms: number): EventParts[] =>
  events.map((event, i) => ({ ...event, ts: at(ms) - BigInt(events.length - 1 - i) * 1000n }));

const accepts = (ms: number, fd = FD): EventParts[] =>
  timed(new SocketCalls(SERVER, fd).accept(tuple([PEER, 40_000], [LOCAL, 80])), ms);
const received = (ms: number, data: string, kept = data.length): EventParts[] =>
  reads({ tid: SERVER, fd: FD, data, kept, at: ms * MS });
const answered = (ms: number, data: string, kept = data.length): EventParts[] =>
  writes({ tid: SERVER, fd: FD, data, kept, at: ms * MS });
const closes = (ms: number): EventParts[] =>
  timed([namedEvent('CLOSE_E', SERVER, { fd: int(FD, 8) }), namedEvent('CLOSE_X', SERVER)], ms);
/** The thread waits for events between these times. */
const waits = (from: number, to: number): EventParts[] => [
  { ...namedEvent('EPOLLWAIT_E', SERVER), ts: at(from) },
  { ...namedEvent('EPOLLWAIT_X', SERVER, { res: int(1, 8) }), ts: at(to) },
];

const GET = 'GET /page HTTP/1.1\r\nHost: host\r\n\r\n';
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody';

const NO_SWITCHES =
  'sysshark: the capture has no scheduler switches: "between calls" is CPU time and waiting for a CPU, and calls count as waiting';

/** A request as --json has it; the tests look at some of its members. */
type Row = Readonly<Record<string, unknown>>;

async function requestsOf(name: string, events: readonly (EventParts | Buffer)[], ...args: string[]) {
  const file = scratch.path(name);
  const blocks = events.map((event) => (Buffer.isBuffer(event) ? event : eventBlock(event)));
  writeFileSync(file, capture(blocks, sampleHeader()));
  const { stdout, stderr, exitCode } = await sysshark(['requests', '-r', file, '--json', ...args]);
  const rows = stdout === '' ? [] : stdout.split('\n').map((line) => JSON.parse(line) as Row);
  return { rows, stderr: stderr.split('\n').filter((line) => line !== NO_SWITCHES), exitCode };
}

const facts = (row: Row | undefined, ...members: string[]): Row =>
  Object.fromEntries(members.map((member) => [member, row?.[member]]));

describe('a request over HTTP', () => {
  test('lasts from its first bytes to the last ones of its answer', async () => {
    const { rows, stderr } = await requestsOf('http.scap', [
      ...accepts(1),
      ...received(3, GET.slice(0, 20)),
      ...waits(4, 8),
      ...received(9, GET.slice(20)),
      ...answered(15, OK.slice(0, 10)),
      ...answered(20, OK.slice(10)),
      ...closes(30),
    ]);
    expect(stderr).toEqual([]);
    expect(rows).toHaveLength(1);
    const members = [
      'request',
      'status',
      'state',
      'duration',
      'accepted',
      'firstByte',
      'received',
      'sent',
      'connection',
    ];
    expect(facts(rows[0], ...members)).toEqual({
      request: 'GET host/page',
      status: 200,
      state: 'answered',
      duration: 17 * MS,
      accepted: 2 * MS,
      firstByte: 12 * MS,
      received: GET.length,
      sent: OK.length,
      connection: CONNECTION,
    });
    // the rest of the request came after 4 to 8 ms, in which the client had to send it
    const times = rows[0]?.['times'] as readonly { kind: string; name: string; ns: number }[];
    expect(times.find(({ kind, name }) => kind === 'client' && name !== '')?.ns).toBe(4 * MS);
    expect(times.reduce((sum, { ns }) => sum + ns, 0)).toBe(17 * MS);
  });

  test('is open if the capture ends before its answer does, and unanswered if its connection is closed', async () => {
    const open = await requestsOf('open.scap', [...accepts(1), ...received(2, GET), ...waits(3, 10)]);
    expect(facts(open.rows[0], 'state', 'status', 'duration')).toEqual({
      state: 'open',
      status: null,
      duration: 8 * MS,
    });
    const closed = await requestsOf('closed.scap', [...accepts(1), ...received(2, GET), ...closes(10)]);
    expect(facts(closed.rows[0], 'state', 'duration', 'notes')).toEqual({
      state: 'unanswered',
      duration: 8 * MS,
      notes: ['its connection was closed without an answer'],
    });
  });

  test('of which bytes were not captured ends where the next one begins; the snaplen that it needs is named', async () => {
    const head = `GET /first HTTP/1.1\r\nHost: host\r\nCookie: ${'c'.repeat(500)}\r\n\r\n`;
    const answer = `HTTP/1.1 404 Not Found\r\nContent-Length: 3000\r\nX: ${'x'.repeat(100)}\r\n\r\n${'b'.repeat(3000)}`;
    const { rows, stderr, exitCode } = await requestsOf('cut.scap', [
      ...accepts(1),
      ...received(2, head, 80),
      ...answered(5, answer, 80),
      ...answered(7, 'more', 4),
      ...received(20, GET),
      ...answered(22, OK),
    ]);
    expect(rows.map((row) => facts(row, 'request', 'status', 'duration', 'sent'))).toEqual([
      { request: 'GET host/first', status: 404, duration: 5 * MS, sent: answer.length + 4 },
      { request: 'GET host/page', status: 200, duration: 2 * MS, sent: OK.length },
    ]);
    expect(exitCode).toBe(2);
    expect(stderr.join()).toMatch(`capture with -s ${answer.length}`);
  });

  test('of before the capture is not invented: its answer is counted, and belongs to no other request', async () => {
    const earlier = (ms: number, data: string): EventParts[] =>
      writes({ tid: SERVER, fd: KNOWN_FD, data, at: ms * MS });
    const alone = await requestsOf('alone.scap', earlier(2, OK));
    expect(alone).toMatchObject({ rows: [], exitCode: 2 });
    expect(alone.stderr.join()).toMatch('1 answers were written to requests from before the capture');
    const { rows } = await requestsOf('before.scap', [
      ...earlier(2, OK),
      ...reads({ tid: SERVER, fd: KNOWN_FD, data: GET, at: 3 * MS }),
      ...earlier(5, OK),
    ]);
    expect(rows.map((row) => facts(row, 'duration', 'exchange', 'accepted'))).toEqual([
      { duration: 2 * MS, exchange: 1, accepted: null },
    ]);
  });

  test('has exact times, though the clock was decades behind before', async () => {
    const DECADES = 50n * 365n * 86_400n * 1_000_000_000n;
    const first = [...accepts(1), ...received(2, GET), ...answered(3, OK), ...received(4, GET)];
    const then = [
      ...accepts(10),
      ...received(13, GET),
      ...answered(20, OK).map((event, i) => ({ ...event, ts: at(20) + 101n * BigInt(i) })),
    ];
    const alone = await requestsOf('alone.scap', then);
    const { rows } = await requestsOf('behind.scap', [
      ...first.map((event) => ({ ...event, ts: (event.ts ?? 0n) - DECADES })),
      ...then,
    ]);
    const members = ['start', 'duration', 'accepted', 'times'];
    expect(facts(rows.at(-1), ...members)).toEqual(facts(alone.rows[0], ...members));
    expect(rows.map((row) => [row['state'], row['duration']])).toEqual([
      ['answered', MS],
      ['open', 0],
      ['answered', 7 * MS + 101],
    ]);
  });

  test('during which events were lost says so', async () => {
    const lost = encodeDrop(Number(at(4) >> 32n), Number(at(4) & 0xffffffffn));
    const { rows, exitCode } = await requestsOf('lost.scap', [
      ...accepts(1),
      ...received(2, GET),
      lost,
      ...answered(6, OK),
    ]);
    expect(rows[0]?.['notes']).toEqual(['events were lost while it was served']);
    expect(exitCode).toBe(2);
  });
});

describe('a request of another protocol', () => {
  test('is what is read until something is written, and its answer what is written until the next is read', async () => {
    const { rows } = await requestsOf('bytes.scap', [
      ...accepts(1),
      ...received(2, '*1\r\n'),
      ...received(3, '$4\r\nPING\r\n'),
      ...answered(5, '+PO'),
      ...answered(6, 'NG\r\n'),
      ...received(20, 'QUIT\r\n'),
      ...answered(21, '+OK\r\n'),
      ...closes(30),
    ]);
    expect(rows.map((row) => facts(row, 'protocol', 'exchange', 'received', 'sent', 'duration', 'state'))).toEqual([
      { protocol: 'bytes', exchange: 1, received: 14, sent: 7, duration: 4 * MS, state: 'answered' },
      { protocol: 'bytes', exchange: 2, received: 6, sent: 5, duration: MS, state: 'answered' },
    ]);
  });
});

describe('a thread that another one wakes', () => {
  const COUNTER = 20;
  const WORKER = 1001;
  const counter: readonly EventParts[] = timed(
    [namedEvent('EVENTFD2_E', SERVER), namedEvent('EVENTFD2_X', SERVER, { res: int(COUNTER, 8) })],
    0.5,
  );

  test('serves the request of that one: what it does counts for the request', async () => {
    const { rows } = await requestsOf('woken.scap', [
      ...counter,
      ...accepts(1),
      ...received(2, GET),
      ...writes({ tid: SERVER, fd: COUNTER, data: '12345678', at: 3 * MS }),
      { ...namedEvent('EPOLLWAIT_E', SERVER), ts: at(4) },
      ...reads({ tid: WORKER, fd: COUNTER, data: '12345678', at: 5 * MS }),
      ...reads({ tid: WORKER, fd: 0, data: 'from a file', at: 15 * MS }),
      ...writes({ tid: WORKER, fd: FD, data: OK, at: 20 * MS }),
    ]);
    expect(rows).toHaveLength(1);
    expect(facts(rows[0], 'tid', 'duration', 'files')).toEqual({
      tid: SERVER,
      duration: 18 * MS,
      files: [{ name: '/dev/pts/0', read: 11, written: 0 }],
    });
    const times = rows[0]?.['times'] as readonly { kind: string; ns: number }[];
    expect(times.find(({ kind }) => kind === 'unknown')?.ns).toBe(MS);
  });

  test('serves the request of that one, even if it has written to the counter itself since then', async () => {
    const OTHER = 10;
    const { rows } = await requestsOf('woken-twice.scap', [
      ...counter,
      ...accepts(1),
      ...accepts(1, OTHER),
      // the pool gets the first request
      ...received(2, GET),
      ...writes({ tid: SERVER, fd: COUNTER, data: '12345678', at: 3 * MS }),
      ...waits(4, 6),
      ...reads({ tid: WORKER, fd: COUNTER, data: '12345678', at: 5 * MS }),
      ...writes({ tid: WORKER, fd: COUNTER, data: '12345678', at: 7 * MS }),
      // the event loop serves the second one meanwhile, and wakes itself
      ...reads({ tid: SERVER, fd: OTHER, data: GET.replace('page', 'other'), at: 8 * MS }),
      ...writes({ tid: SERVER, fd: COUNTER, data: '12345678', at: 9 * MS }),
      ...waits(10, 11),
      ...reads({ tid: SERVER, fd: COUNTER, data: '12345678', at: 12 * MS }),
      ...reads({ tid: SERVER, fd: 0, data: 'from a file', at: 13 * MS }),
      ...answered(14, OK),
      ...writes({ tid: SERVER, fd: OTHER, data: OK, at: 15 * MS }),
    ]);
    expect(rows.map((row) => facts(row, 'request', 'files'))).toEqual([
      { request: 'GET host/page', files: [{ name: '/dev/pts/0', read: 11, written: 0 }] },
      { request: 'GET host/other', files: [] },
    ]);
  });
});

describe('which requests are shown', () => {
  const events = [
    ...accepts(1),
    ...received(2, GET),
    ...answered(3, OK),
    ...received(10, GET.replace('page', 'slow')),
    ...answered(40, OK),
  ];

  test('-n keeps the slowest, --request those with a number and their steps', async () => {
    const slowest = await requestsOf('which.scap', events, '-n', '1');
    expect(slowest.rows.map((row) => facts(row, 'number', 'request'))).toEqual([
      { number: 2, request: 'GET host/slow' },
    ]);
    const { rows } = await requestsOf('which.scap', events, '--request', '1');
    expect(rows.map(({ number }) => number)).toEqual([1]);
    const steps = rows[0]?.['steps'] as readonly { what: string; at: number; bytes: number }[];
    expect(steps.map(({ what, bytes }) => [what, bytes])).toEqual([
      ['received', GET.length],
      ['answered', OK.length],
    ]);
  });

  test('a selector without a match, and a number that there is not, are errors', async () => {
    const none = await requestsOf('which.scap', events, 'fd.sport=81');
    expect(none).toMatchObject({ rows: [], exitCode: 2 });
    expect(none.stderr.join()).toMatch('no request came in over an accepted connection that matches fd.sport=81');
    const beyond = await requestsOf('which.scap', events, '--request', '3');
    expect(beyond.stderr.join()).toMatch('there is no request with this number: the last one is 2');
  });
});
