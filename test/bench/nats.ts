import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const STREAM = { name: 'calls', subjects: ['calls.>'], storage: 'file', retention: 'workqueue', discard: 'new' };
const POLL_MS = 20;

/** A server of NATS with an empty stream. */
export interface NatsServer {
  readonly child: ChildProcess;
  /** For ship --to and collect --from. */
  readonly address: string;
}

/** What a server has written of its ports, once it has. */
async function portIn(folder: string): Promise<number> {
  for (;;) {
    const [name] = readdirSync(folder).filter((one) => one.endsWith('.ports'));
    const text = name === undefined ? '' : readFileSync(join(folder, name), 'utf8');
    if (text.endsWith('}')) return Number(new URL((JSON.parse(text) as { nats: [string] }).nats[0]).port);
    await sleep(POLL_MS);
  }
}

/** Makes the stream, by the protocol of NATS: a request is a message that names where the answer goes. */
async function makeStream(port: number): Promise<void> {
  const settings = JSON.stringify(STREAM);
  const socket = connect(port, '127.0.0.1');
  const request = `PUB $JS.API.STREAM.CREATE.${STREAM.name} answer ${settings.length}\r\n${settings}\r\n`;
  socket.write(`CONNECT {"verbose":false}\r\nSUB answer 1\r\n${request}`);
  let text = '';
  for await (const piece of socket) {
    text += String(piece);
    if (text.includes('"stream_create_response"')) break;
  }
  socket.destroy();
  if (text.includes('"error"')) throw new Error(text);
}

/** Starts nats-server on loopback; what it stores is below `folder`. */
export async function startNats(folder: string): Promise<NatsServer> {
  const [conf, ports] = [join(folder, 'conf'), join(folder, 'ports')];
  mkdirSync(ports, { recursive: true });
  writeFileSync(conf, `listen: "127.0.0.1:-1"\nports_file_dir: "${ports}"\njetstream { store_dir: "${folder}" }\n`);
  const child = spawn('nats-server', ['-c', conf], {
    stdio: 'ignore',
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error('nats-server does not start')));
  const port = await Promise.race([portIn(ports), ended]);
  ended.catch(() => undefined);
  await makeStream(port);
  return { child, address: `nats://127.0.0.1:${port}/${STREAM.name}` };
}
