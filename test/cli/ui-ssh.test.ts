/** The page at the other end of a tunnel, whose port is another one. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Inspector, startInspector } from '../helpers/inspector.js';
import { describeIf } from '../helpers/prerequisites.js';
import { hasShared, sharedPath } from '../helpers/shared.js';
import { type Sshd, startSshd } from '../helpers/sshd.js';

const canServe = process.getuid?.() === 0 && existsSync('/usr/sbin/sshd') && existsSync('/usr/bin/ssh') && hasShared;

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What a path answers at a port: status and body; null while nobody listens. */
function ask(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly status: number; readonly body: string } | null> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
    });
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

describeIf(canServe)('sysshark ui through ssh -L', () => {
  let sshd: Sshd;
  let inspector: Inspector;
  let tunnel: ChildProcess;
  let port: number;
  beforeAll(async () => {
    sshd = await startSshd();
    inspector = await startInspector([sharedPath('captures', 'sf-nginx.scap')]);
    port = await freePort();
    const forward = `127.0.0.1:${port}:127.0.0.1:${new URL(inspector.address).port}`;
    tunnel = spawn('/usr/bin/ssh', ['-N', '-o', 'ExitOnForwardFailure=yes', '-L', forward, ...sshd.client], {
      stdio: 'ignore',
    });
    while ((await ask(port, '/', { host: `localhost:${port}` })) === null) {
      if (tunnel.exitCode !== null) throw new Error(`ssh ended with ${tunnel.exitCode}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  afterAll(async () => {
    tunnel.kill();
    await inspector.end();
    sshd.stop();
  });

  test('answers the page at the port of this side', async () => {
    expect(String(port)).not.toBe(new URL(inspector.address).port);
    const authorization = `Bearer ${inspector.token}`;
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`]) {
      const page = await ask(port, '/', { host, 'sec-fetch-site': 'none' });
      expect([page?.status, page?.body]).toEqual([200, expect.stringMatching(/<script[^>]* src="\/a\//)]);
      const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
      const capture = await ask(port, '/api/capture', { ...own, authorization });
      expect([capture?.status, capture?.body]).toEqual([200, expect.stringContaining('sf-nginx.scap')]);
      expect((await ask(port, '/api/capture', own))?.status).toBe(401);
      expect((await ask(port, '/api/capture', { ...own, authorization, origin: inspector.address }))?.status).toBe(403);
    }
    expect((await ask(port, '/api/capture', { host: 'evil.test', authorization }))?.status).toBe(421);
  });
});
