import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Broker } from '../../src/fleet/nats/broker.js';
import { type Connection, loadNats, type Manager, type Nats } from '../../src/fleet/nats/nats.js';
import { until } from './until.js';

/** Settings of a stream as the server has them. */
type StreamSettings = Readonly<Record<string, string | number | readonly string[]>>;

/** Who may do everything. */
export const ADMIN = { user: 'admin', pass: 'of-this-server' } as const;
/** What a collector, and a host, need to be allowed (docs/FLEET.md). */
const USERS = `
  { user: ${ADMIN.user}, password: "${ADMIN.pass}" }
  { user: collector, password: "taker-of-all", permissions: {
    publish: ["$JS.API.STREAM.INFO.calls", "$JS.API.CONSUMER.*.calls.sysshark", "$JS.API.CONSUMER.MSG.NEXT.calls.sysshark", "$JS.ACK.calls.>"]
    subscribe: ["_INBOX.collect.>"] } }
  { user: web-1, password: "of-web-1", permissions: { publish: ["calls.web-1"], subscribe: ["_INBOX.ship.web-1.>"] } }
  { user: here, password: "of-here", permissions: { publish: ["calls.HOST"], subscribe: ["_INBOX.ship.HOST.>"] } }`;

/** Settings of a stream that loses nothing. */
export const STREAM: StreamSettings = {
  name: 'calls',
  subjects: ['calls.>'],
  storage: 'file',
  retention: 'workqueue',
  discard: 'new',
};

/** Lines of the server's configuration with users: everything, a collector, "web-1", and this host. */
export const usersOf = (host: string): string => `authorization { users: [${USERS.replaceAll('HOST', host)}\n] }`;

/** A NATS server on loopback. */
export class NatsServer {
  private readonly folder: string;
  private readonly settings: string;
  private child: ChildProcess | null = null;
  private connection: Connection | null = null;
  port = -1;

  /** `settings`: lines of its configuration; what it stores is below `folder`. */
  constructor(folder: string, settings: string) {
    this.folder = folder;
    this.settings = settings;
    mkdirSync(folder, { recursive: true });
  }

  /** Address of a stream. */
  address(stream = 'calls', scheme = 'nats'): string {
    return `${scheme}://127.0.0.1:${this.port}/${stream}`;
  }

  /** Starts it, at the port at which it was before. */
  async start(): Promise<void> {
    const [file, ports] = [join(this.folder, 'conf'), join(this.folder, 'ports')];
    rmSync(ports, { recursive: true, force: true });
    mkdirSync(ports);
    writeFileSync(file, `listen: "127.0.0.1:${this.port}"\nports_file_dir: "${ports}"\n${this.settings}\n`);
    this.child = spawn('nats-server', ['-c', file], {
      stdio: 'ignore',
      env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    });
    const written = until(() => readdirSync(ports).some((name) => name.endsWith('.ports')));
    const ended = once(this.child, 'exit').then(() => Promise.reject(new Error(`nats-server does not accept ${file}`)));
    await Promise.race([written, ended]);
    ended.catch(() => undefined);
    const [name = ''] = readdirSync(ports);
    await until(() => readFileSync(join(ports, name), 'utf8').includes('"nats"'));
    const { nats } = JSON.parse(readFileSync(join(ports, name), 'utf8')) as { readonly nats: readonly string[] };
    this.port = Number(new URL(nats[0] ?? '').port);
    await this.answering();
  }

  private async answering(): Promise<void> {
    const socket = connect(this.port, '127.0.0.1');
    await once(socket, 'data');
    socket.destroy();
  }

  /** Ends it. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { child } = this;
    this.connection = null;
    if (child === null) return;
    this.child = null;
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill(signal)) await ended;
  }

  /** A connection that may do everything. */
  async client(): Promise<{ readonly nats: Nats; readonly connection: Connection; readonly manager: Manager }> {
    const nats = loadNats();
    const broker: Broker = {
      ...{ host: '127.0.0.1', port: this.port, isSecure: false, stream: 'calls', text: this.address() },
      ...{ authority: null, login: this.settings.includes('authorization') ? ADMIN : null },
    };
    this.connection ??= await nats.open(broker, '_INBOX.admin');
    return {
      nats,
      connection: this.connection,
      manager: await nats.jetstreamManager(this.connection, { checkAPI: false }),
    };
  }

  /** Makes or changes a stream. */
  async stream(how: 'add' | 'update', settings: StreamSettings): Promise<void> {
    const { manager } = await this.client();
    const streams = manager.streams as unknown as {
      add(settings: StreamSettings): Promise<unknown>;
      update(name: string, settings: StreamSettings): Promise<unknown>;
    };
    await (how === 'add' ? streams.add(settings) : streams.update(String(settings['name']), settings));
  }

  /** Messages of a stream. */
  async messages(stream = 'calls'): Promise<number> {
    const { manager } = await this.client();
    const { state } = (await manager.streams.info(stream)) as unknown as {
      readonly state: { readonly messages: number };
    };
    return state.messages;
  }

  /** Sends a message by hand. */
  async send(subject: string, headers: Readonly<Record<string, string>>, data: Uint8Array): Promise<void> {
    const { nats, connection } = await this.client();
    const given = nats.headers();
    for (const [name, value] of Object.entries(headers)) given.set(name, value);
    const options = { msgID: String(Math.random()), timeout: 5000, headers: given, expect: { streamName: 'calls' } };
    await nats.jetstream(connection).publish(subject, data, options);
  }
}
