import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive, startCapture } from '../helpers/live.js';
import { freePort, startNginx, untilAnswered } from '../helpers/nginx.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const FILE = scratch.path('capture.scap');
const CONNECTIONS = 4;
/** Most that two clocks may differ on average that measure the same request, in ns: nginx reads its clock once for many events. */
const CLOCK_ERROR = 5e6;
/** The time that the slow answer takes, less what a timer of Node.js may end early. */
const WAITED_NS = 99e6;
/** What a request waits for while no thread serves it. */
const WAITS: ReadonlySet<string> = new Set(['unknown', 'queue', 'client', 'upstream']);

/** Waits, computes for a while, or reads a file in another thread, as its query says. */
const NODE_SERVER = `
const { readFile } = require('node:fs');
require('node:http').createServer(({ url }, answer) => {
  const query = new URL(url, 'http://host').searchParams;
  const end = () => answer.end('x'.repeat(Number(query.get('size'))));
  for (const from = Date.now(); Date.now() < from + Number(query.get('spin')); );
  if (query.has('file')) readFile(query.get('file'), end);
  else setTimeout(end, Number(query.get('wait')));
}).listen(Number(process.argv[2]), '127.0.0.1');`;

/** One thread accepts connections, three others serve them. */
const THREADED_SERVER = `
use threads; use Thread::Queue; use POSIX (); use IO::Socket::INET;
my $listen = IO::Socket::INET->new(LocalAddr => '127.0.0.1', LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die;
my $queue = Thread::Queue->new;
for (1 .. 3) { threads->create(sub { while (defined(my $fd = $queue->dequeue)) {
  open(my $client, '+<&=', $fd) or die;
  while (1) {
    my $head = '';
    while ($head !~ /\\r\\n\\r\\n/) { sysread($client, $head, 4096, length $head) or last }
    last if $head eq '';
    if ($head =~ m{^GET /file}) { open(my $file, '<', '/etc/passwd') or die; 1 while <$file> }
    syswrite($client, "HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\nok");
  }
} })->detach }
while (my $client = $listen->accept) { $queue->enqueue(POSIX::dup(fileno $client)); close $client }`;

/** A request as --json has it. */
interface Row {
  readonly number: number;
  readonly duration: number;
  readonly state: string;
  readonly process: { readonly pid: number };
  readonly tid: number;
  readonly exchange: number;
  readonly request: string;
  readonly status: number;
  readonly received: number;
  readonly sent: number;
  readonly times: readonly { readonly kind: string; readonly name: string; readonly ns: number }[];
  readonly files: readonly { readonly name: string; readonly read: number }[];
  readonly upstreams: readonly { readonly name: string; readonly request: number | null }[];
}

/** A request or an answer as follow --http --json has it. */
interface Message {
  readonly kind: string;
  readonly status?: number;
  readonly url?: string;
}

let nginx: Awaited<ReturnType<typeof startNginx>>;
let node: ReturnType<typeof startServer>;
let threaded: ReturnType<typeof startServer>;
let ports = { nginx: 0, node: 0, threaded: 0 };

const startServer = (program: string, ...args: string[]) => execa(program, args, { reject: false });

const curl = (...urls: string[]) => execa('curl', ['-s', ...urls.flatMap((url) => ['-o', '/dev/null', url])]);

async function requestsIn(file: string, ...args: string[]): Promise<readonly Row[]> {
  const { stdout, stderr, exitCode } = await sysshark(['requests', '-r', file, '--json', ...args]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout.split('\n').map((line) => JSON.parse(line) as Row);
}

const rowsOf = (port: number, ...args: string[]) => requestsIn(FILE, `fd.sport=${port}`, ...args);

/** Lines of the log: time in s, status, bytes of the answer and of the request, URL. */
function logged() {
  const lines = readFileSync(scratch.path('access.log'), 'latin1').trim().split('\n');
  const found = lines.map((line) => {
    const [seconds, status, sent, received, url] = line.split(' ');
    return { seconds: Number(seconds), status: Number(status), sent: Number(sent), received: Number(received), url };
  });
  // those for "/" asked whether it was up
  return found.filter(({ url }) => url !== '/');
}

/** Sends three requests at once to nginx. */
async function pipeline(): Promise<void> {
  const head = (path: string, connection: string): string =>
    `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: ${connection}\r\n\r\n`;
  const input = head('/index.html', 'keep-alive') + head('/up/?wait=30&size=1', 'keep-alive') + head('/none', 'close');
  const script = `use IO::Socket::INET; my $s = IO::Socket::INET->new("127.0.0.1:$ARGV[0]"); print $s <STDIN>; $s->flush; 1 while <$s>`;
  await execa('perl', ['-e', script, String(ports.nginx)], { input });
}

async function load(): Promise<number> {
  const url = `http://127.0.0.1:${ports.nginx}/index.html`;
  const { stdout } = await execa('wrk', ['-t1', `-c${CONNECTIONS}`, '-d1s', url]);
  return Number(/(\d+) requests in/.exec(stdout)?.[1]);
}

describeLive('requests of real servers', () => {
  let counted = 0;

  beforeAll(async () => {
    ports = { nginx: await freePort(), node: await freePort(), threaded: await freePort() };
    writeFileSync(scratch.path('server.cjs'), NODE_SERVER);
    node = startServer(process.execPath, scratch.path('server.cjs'), String(ports.node));
    threaded = startServer('perl', '-e', THREADED_SERVER, String(ports.threaded));
    nginx = await startNginx(scratch, {
      port: ports.nginx,
      log: '$request_time $status $bytes_sent $request_length $request_uri',
      locations: `location /up/ { proxy_pass http://127.0.0.1:${ports.node}/; }`,
    });
    await Promise.all([untilAnswered(ports.node), untilAnswered(ports.threaded)]);
    writeFileSync(scratch.path('access.log'), '');
    const servers = `proc.name=nginx or proc.pid=${node.pid} or proc.pid=${threaded.pid} or evt.type=switch`;
    const capture = await startCapture(FILE, '-s', '16000', '--buffer', '64M', servers);
    const base = `http://127.0.0.1:${ports.nginx}`;
    await curl(`${base}/index.html`, `${base}/up/?wait=100&size=10`, `${base}/up/?wait=1&size=300000`);
    await Promise.all([20, 30, 40].map((wait) => curl(`${base}/up/?size=5&wait=${wait}`)));
    const nodeUrl = `http://127.0.0.1:${ports.node}/`;
    await Promise.all([
      curl(`${nodeUrl}?spin=60&size=1`),
      curl(`${nodeUrl}?file=${scratch.path('server.cjs')}&size=1`),
    ]);
    await Promise.all(
      [1, 2, 3, 4].map(() => curl(...['file', 'page'].map((p) => `http://127.0.0.1:${ports.threaded}/${p}`))),
    );
    await pipeline();
    counted = await load();
    // its log is written after the answer
    await until(() => logged().length >= 9 + counted);
    // other programs may make it say more
    const { exitCode, stderr } = await capture.stop();
    expect({ exitCode, drops: /.*dropped.*/.exec(stderr) }).toEqual({ exitCode: 0, drops: null });
  });

  afterAll(async () => {
    await nginx.stop();
    node.kill('SIGTERM');
    threaded.kill('SIGKILL');
    await Promise.all([node, threaded]);
    scratch.remove();
  });

  test('what nginx logs is what is found, request by request, in the same order', async () => {
    const rows = (await rowsOf(ports.nginx)).filter(({ state }) => state === 'answered');
    const lines = logged();
    const facts = rows.map(({ status, sent, received, request }) => [
      status,
      sent,
      received,
      request.replace(/^GET [^/]*/, ''),
    ]);
    expect(facts).toEqual(lines.map(({ status, sent, received, url }) => [status, sent, received, url]));
    const errors = rows.map(({ duration }, i) => Math.abs(duration - (lines[i]?.seconds ?? 0) * 1e9));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(CLOCK_ERROR);
  });

  test('wrk counts as many requests, and no more time than its connections had', async () => {
    const rows = (await rowsOf(ports.nginx)).slice(9);
    expect(rows.length).toBeGreaterThanOrEqual(counted);
    expect(rows.length).toBeLessThanOrEqual(counted + CONNECTIONS);
    expect(new Set(rows.map(({ request }) => request))).toEqual(new Set([`GET 127.0.0.1:${ports.nginx}/index.html`]));
    expect(rows.map(({ exchange }) => exchange).reduce((a, b) => Math.max(a, b), 0)).toBeGreaterThan(1);
  });

  test('where time went adds up to the duration of each request', async () => {
    for (const { duration, times } of await requestsIn(FILE))
      expect(times.reduce((sum, { ns }) => sum + ns, 0)).toBe(duration);
  });

  test('a slow upstream is what its requests waited for, and its own requests are linked', async () => {
    const rows = await requestsIn(FILE);
    const slow = rows.filter(({ request }) => request.includes('/up/?wait=100'));
    expect(slow).toHaveLength(1);
    const [{ times, upstreams }] = slow as [Row];
    expect(times[0]).toMatchObject({ kind: 'upstream', name: `127.0.0.1:${ports.node}` });
    const asked = rows.find(({ number }) => number === upstreams[0]?.request);
    expect(asked).toMatchObject({
      process: { pid: node.pid },
      request: `GET 127.0.0.1:${ports.node}/?wait=100&size=10`,
    });
    // Node.js may be in its last call when nginx has its answer already
    expect(times[0]?.ns).toBeGreaterThan(WAITED_NS);
    expect(asked?.duration).toBeGreaterThan(WAITED_NS);
  });

  test('a pipelined request waits behind those before it on its connection', async () => {
    const rows = (await rowsOf(ports.nginx)).filter(({ request }) => request.startsWith('GET h/'));
    expect(rows.map(({ exchange, status }) => [exchange, status])).toEqual([
      [1, 200],
      [2, 200],
      [3, 404],
    ]);
    const longest = rows.map(({ times }) => times[0]?.kind ?? '');
    expect(longest.map((kind) => (WAITS.has(kind) ? kind : 'served'))).toEqual(['served', 'upstream', 'queue']);
  });

  test('an event loop computes for one request, and a thread of its pool reads a file for another', async () => {
    const rows = await rowsOf(ports.node);
    const spinning = rows.find(({ request }) => request.includes('spin'));
    const own = spinning?.times.filter(({ kind }) => !WAITS.has(kind)) ?? [];
    expect(own.reduce((sum, { ns }) => sum + ns, 0)).toBeGreaterThan(55e6);
    const reading = rows.find(({ request }) => request.includes('file='));
    expect(reading?.files).toContainEqual({
      name: scratch.path('server.cjs'),
      read: NODE_SERVER.length,
      written: 0,
    });
  });

  test('connections that one thread accepts are served by others', async () => {
    const rows = await rowsOf(ports.threaded);
    expect(rows).toHaveLength(8);
    for (const {
      process: { pid },
      tid,
      state,
    } of rows) {
      expect({ pid, state }).toEqual({ pid: threaded.pid, state: 'answered' });
      expect(tid).not.toBe(pid);
    }
    const files = rows
      .filter(({ request }) => request.endsWith('/file'))
      .map((row) => row.files.map(({ name }) => name));
    expect(files).toEqual(Array.from({ length: 4 }, () => ['/etc/passwd']));
  });

  test('the table begins with the slowest, and a timeline has the steps of one', async () => {
    const table = (await sysshark(['requests', '-r', FILE, '-n', '3', `fd.sport=${ports.nginx}`])).stdout.split('\n');
    expect(table[1]).toMatch(/GET \S+\/up\/\?wait=100&size=10 +200 .* upstream 127\.0\.0\.1:\d+ \d+ms/);
    expect(table).toHaveLength(5);
    expect(table[4]).toMatch(/^\d+ faster requests are not shown/);
    const number = /^ *(\d+)/.exec(table[1] ?? '')?.[1] ?? '';
    const { stdout } = await sysshark(['requests', '-r', FILE, '--request', number, `fd.sport=${ports.nginx}`]);
    const steps = stdout.split('\n').map((line) => line.trim().split(/ {2,}/)[2] ?? '');
    const expected = ['received', 'connected to', 'sent to', 'waited for', 'received from', 'answered'];
    expect(expected.every((step) => steps.some((line) => line.startsWith(step)))).toBe(true);
  });

  test('follow finds the requests and answers that nginx logs on the same connections', async () => {
    const { stdout } = await sysshark(['follow', '-r', FILE, '--http', '--json', `fd.sport=${ports.nginx}`]);
    const messages = stdout.split('\n').map((line) => JSON.parse(line) as Message);
    const lines = logged();
    const statuses = messages.filter(({ kind }) => kind === 'answer').map(({ status }) => status);
    expect(statuses).toEqual(lines.map(({ status }) => status));
    // when wrk ends, the last pages that it asked for may have no answer
    const others = (urls: readonly (string | undefined)[]) => urls.filter((url) => url !== '/index.html').toSorted();
    const asked = messages.filter(({ kind }) => kind === 'request').map(({ url }) => url);
    expect(others(asked)).toEqual(others(lines.map(({ url }) => url)));
  });

  test('live, each request is an object as soon as it has ended', async () => {
    const live = execa(PROGRAM, ['requests', '--json', `fd.sport=${ports.nginx}`], { reject: false });
    let output = '';
    live.stdout.on('data', (data: Buffer) => {
      output += data.toString('latin1');
    });
    await until(() => {
      void curl(`http://127.0.0.1:${ports.nginx}/up/?wait=1&size=1`);
      return output.includes('\n');
    });
    live.kill('SIGINT');
    expect(await live).toMatchObject({ exitCode: 0 });
    const [first] = output.split('\n').map((line) => (line === '' ? null : (JSON.parse(line) as Row)));
    expect(first).toMatchObject({
      state: 'answered',
      status: 200,
      request: `GET 127.0.0.1:${ports.nginx}/up/?wait=1&size=1`,
    });
  });
});
