import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';
import { lines } from '../helpers/lines.js';
import { describeLive } from '../helpers/live.js';
import { describeWithShared, sharedPath } from '../helpers/shared.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const CURL = sharedPath('captures', 'libs-curl-google.scap');
const NGINX = sharedPath('captures', 'sf-nginx.scap');

describeWithShared('requests in captures', () => {
  test('httplog shows the responses that a client received', async () => {
    expect(await lines('-r', CURL, '-c', 'httplog')).toEqual([
      '17:35:48.586317233 > curl(17497) GET www.google.com/ 200 37ms 2600:1f18:262c:6542:9aa6:df7a:9a47:d29e:37140->2607:f8b0:4004:802::2004:80',
    ]);
  });

  test('httplog shows the responses of a server, with the times of the calls', async () => {
    const shown = await lines('-r', NGINX, '-c', 'httplog');
    const filter = 'evt.type=writev and evt.is_io=true and fd.type=ipv4 and proc.name=nginx';
    const written = (await lines('-r', NGINX, '-p', '%evt.dir %evt.time', filter)).filter((line) =>
      line.startsWith('<'),
    );
    expect(shown.map((line) => `< ${line.slice(0, 18)}`)).toEqual(written);
    expect(new Set(shown.map((line) => line.split(' ').slice(1, 6).join(' ')))).toEqual(
      new Set(['< nginx(6466) GET localhost/ 304']),
    );
  });

  test('httptop sums them up', async () => {
    expect(await lines('-r', NGINX, '-c', 'httptop', '-j')).toEqual([
      '{"method":"GET","url":"localhost/","ncalls":10,"time":718256,"bytes":1800}',
    ]);
    const [, , row] = await lines('-r', NGINX, '-c', 'httptop', 'bytes', 'proc.name=nginx');
    expect(row).toMatch(/^10 +718us +1\.76KB +GET +localhost\/$/);
  });

  test('an unknown order for httptop and an invalid filter for httplog are errors', async () => {
    const order = await sysshark(['-r', NGINX, '-c', 'httptop', 'size']);
    expect(order).toMatchObject({ exitCode: 1, stdout: '' });
    expect(order.stderr).toBe('sysshark: httptop takes ncalls, time, bytes, url, not "size"');
    expect((await sysshark(['-r', NGINX, '-c', 'httplog', 'size'])).exitCode).toBe(1);
  });
});

describeLive('requests on this machine', () => {
  test('httplog shows each request that a server answers, from both ends, with host and time', async () => {
    const server = createServer((request, response) => {
      setTimeout(() => response.writeHead(request.url === '/none' ? 404 : 200).end('hello'), 50);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.text());
    const child = execa(PROGRAM, ['-c', 'httplog', `proc.pid=${process.pid} and fd.port=${port}`], { reject: false });
    let shown = '';
    child.stdout.on('data', (text: Buffer) => {
      shown += String(text);
    });
    const has = (path: string) => shown.split('\n').filter((line) => line.includes(path)).length;
    try {
      let polls = 0;
      await until(() => {
        if (polls++ % 10 === 0) void get('/begin');
        return has('/begin') > 0;
      });
      // longer than what is kept of buffers by default
      const long = `/${'x'.repeat(200)}`;
      await Promise.all([get('/none'), get(long), get('/one?a=b')]);
      await until(() => has('/none') === 2 && has(long) === 2 && has('/one?a=b') === 2);
      const none = shown.split('\n').filter((line) => line.includes('/none'));
      for (const side of ['<', '>'])
        expect(none).toContainEqual(
          expect.stringMatching(
            new RegExp(
              `^[\\d:.]{18} ${side} \\S+\\(${process.pid}\\) GET 127\\.0\\.0\\.1:${port}/none 404 (?:\\d{2,3}ms|[\\d.]+s) 127\\.0\\.0\\.1:\\d+->127\\.0\\.0\\.1:${port}$`,
            ),
          ),
        );
    } finally {
      child.kill('SIGINT');
      server.close();
      server.closeAllConnections();
    }
    expect(await child).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
