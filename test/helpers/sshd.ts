import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private ssh server: on loopback, with its own port, keys and settings. It reads and changes none of the machine's. */
export interface Sshd {
  /** Arguments for ssh that connect to it as root; append the command to run. */
  readonly client: readonly string[];
  stop(): void;
}

const PROGRAM = '/usr/sbin/sshd';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Starts a server; resolves when it accepts connections. Needs root. */
export async function startSshd(): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'sysshark-sshd-'));
  const inFolder = (name: string): string => join(folder, name);
  for (const key of ['host', 'user'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', inFolder(key)]);
  copyFileSync(inFolder('user.pub'), inFolder('authorized'));
  const port = await freePort();
  const settings = {
    Port: port,
    ListenAddress: '127.0.0.1',
    HostKey: inFolder('host'),
    AuthorizedKeysFile: inFolder('authorized'),
    PidFile: 'none',
    PermitRootLogin: 'prohibit-password',
    StrictModes: 'no',
    UsePAM: 'no',
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  writeFileSync(inFolder('config'), lines.join(''));
  // sshd's privilege separation directory
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const server = spawn(PROGRAM, ['-D', '-e', '-f', inFolder('config')], { stdio: 'ignore' });
  while (!(await accepts(port))) {
    if (server.exitCode !== null) throw new Error(`sshd ended with ${server.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'IdentitiesOnly=yes', 'LogLevel=ERROR'];
  return {
    client: [
      '-F',
      'none',
      '-p',
      `${port}`,
      '-i',
      inFolder('user'),
      ...options.flatMap((one) => ['-o', one]),
      'root@127.0.0.1',
    ],
    stop: () => {
      server.kill();
      rmSync(folder, { recursive: true });
    },
  };
}
