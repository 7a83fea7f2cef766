import { readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { describeLive, startCapture } from '../helpers/live.js';
import { freePort, startNginx } from '../helpers/nginx.js';
import { makeScratch } from '../helpers/scratch.js';
import { shell, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const FILE = scratch.path('capture.scap');
let nginx: Awaited<ReturnType<typeof startNginx>>;
let port = 0;

async function get(...headers: string[]): Promise<string> {
  const more = headers.flatMap((header) => ['-H', header]);
  const url = `http://127.0.0.1:${port}/index.html`;
  return (await execa('curl', ['-s', '-o', '/dev/null', '-w', '%{http_code}', ...more, url])).stdout;
}

async function read(...args: string[]): Promise<string[]> {
  const { stdout, stderr, exitCode } = await sysshark(['-r', FILE, ...args]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return stdout.split('\n');
}

describeLive('a web server that was started before the capture', () => {
  beforeAll(async () => {
    port = await freePort();
    nginx = await startNginx(scratch, { port });
  });

  afterAll(async () => {
    await nginx.stop();
    scratch.remove();
  });

  test('is captured with a filter during two requests of a client', async () => {
    const capture = await startCapture(FILE, 'proc.name=nginx');
    expect(await get()).toBe('200');
    const modified = statSync(scratch.path('www/index.html')).mtime.toUTCString();
    expect(await get(`If-Modified-Since: ${modified}`)).toBe('304');
    // it writes the log, and closes the connection, after the client has its answer
    await until(() => readFileSync(scratch.path('access.log'), 'utf8').includes(' 304 '));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await capture.stop()).toEqual({ exitCode: 0, stderr: '' });
  });

  test.each([
    ['the worker takes the connection', /< accept4? fd=\d+\(<4t>127\.0\.0\.1:\d+->127\.0\.0\.1:PORT\) tuple=/],
    ['and receives the GET', /< recvfrom res=\d+ data=GET \/index\.html HTTP\/1\.1/],
    ['opens the page', /< openat fd=\d+\(<f>\S+\/www\/index\.html\) dirfd=-100\(AT_FDCWD\) name=\S+index\.html/],
    ['looks at it', /< fstat res=0/],
    ['answers with the page', /< writev res=\d+ data=HTTP\/1\.1 200 OK/],
    ['answers that nothing changed', /< writev res=\d+ data=HTTP\/1\.1 304 Not Modified/],
    ['writes the access log', /< write res=\d+ data=127\.0\.0\.1 - - \[.*"GET \/index\.html HTTP\/1\.1" 304 0/],
    ['closes the connection', /> close fd=\d+\(<4t>127\.0\.0\.1:\d+->127\.0\.0\.1:PORT\)/],
  ])('%s', async (_, pattern) => {
    const shape = new RegExp(pattern.source.replace('PORT', String(port)));
    const lines = await read();
    expect(lines.filter((line) => shape.test(line))).not.toEqual([]);
    for (const line of lines) expect(line).toMatch(/ nginx \(\d+\) [<>] /);
  });

  test('fd.name contains access.log and evt.type=write finds the two log lines', async () => {
    const lines = await read('fd.name', 'contains', 'access.log', 'and', 'evt.type=write');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toMatch(/> write fd=\d+\(<f>\S+access\.log\) size=\d+/);
    expect(lines[1]).toMatch(/< write res=\d+ data=127\.0\.0\.1 - - .*" 200 /);
  });

  test('the worker, started before the capture, has its title, its parent and its user', async () => {
    const known = new Set(await read('-p', '%proc.exe|%proc.pname|%user.name', 'evt.type=write and evt.dir=<'));
    expect([...known]).toEqual(['nginx: worker process|nginx|root']);
  });

  test('proc.name == "nginx", -n and -z work', async () => {
    expect(await read('-n', '10', 'proc.name == "nginx"')).toHaveLength(10);
    expect((await read('evt.type=open'))[0]).toBe('');
    const { stdout } = await shell(`$S -r ${FILE} -w ${FILE}.gz -z && gzip -t ${FILE}.gz && $S -r ${FILE}.gz | wc -l`);
    expect(Number(stdout)).toBe((await read()).length);
  });
});
