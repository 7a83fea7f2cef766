/**
 * The only file that loads the client of NATS. It is an optional package: its types are not there where it is not installed, so what is
 * used of it is described here (@nats-io/transport-node and @nats-io/jetstream).
 */
import { createRequire } from 'node:module';
import { findPackage, notInstalled } from '../../source/optional-packages.js';
import type { Broker, BrokerLogin } from './broker.js';

const CONNECT_MS = 5000;

export interface Headers {
  get(name: string): string;
  set(name: string, value: string): void;
}

export interface Message {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers?: Headers;
  ack(): void;
  /** Has it delivered again after so many ms. */
  nak(ms: number): void;
  /** Has it never delivered again. */
  term(reason: string): void;
}

export interface Messages extends AsyncIterable<Message> {
  stop(): void;
}

export interface Connection {
  readonly info?: { readonly max_payload: number };
  close(): Promise<void>;
  /** Resolves when it is closed, by whomever. */
  closed(): Promise<unknown>;
  isClosed(): boolean;
}

/** What is asked of a stream; times in ns. */
export interface StreamConfig {
  readonly retention: string;
  readonly discard: string;
  readonly storage: string;
  readonly max_age: number;
  readonly max_msgs_per_subject: number;
  readonly duplicate_window: number;
}

export interface ConsumerState {
  /** Messages that were not delivered yet, that were and are not acknowledged, and requests for messages that wait. */
  readonly num_pending: number;
  readonly num_ack_pending: number;
  readonly num_waiting: number;
}

export interface Manager {
  readonly streams: {
    info(stream: string): Promise<{ readonly config: StreamConfig }>;
  };
  readonly consumers: {
    add(stream: string, config: Readonly<Record<string, string | number | boolean>>): Promise<ConsumerState>;
    info(stream: string, consumer: string): Promise<ConsumerState>;
    delete(stream: string, consumer: string): Promise<boolean>;
  };
}

interface PublishOptions {
  readonly msgID: string;
  readonly timeout: number;
  readonly headers: Headers;
  readonly expect: { readonly streamName: string };
}

export interface Stream {
  publish(subject: string, data: Uint8Array, options: PublishOptions): Promise<unknown>;
  readonly consumers: {
    get(
      stream: string,
      consumer: string,
    ): Promise<{
      consume(options: {
        readonly max_messages: number;
        readonly abort_on_missing_resource: boolean;
      }): Promise<Messages>;
    }>;
  };
}

interface Transport {
  connect(options: object): Promise<Connection>;
  headers(): Headers;
  credsAuthenticator(creds: Uint8Array): object;
}

interface JetStream {
  jetstream(connection: Connection): Stream;
  jetstreamManager(connection: Connection, options: { readonly checkAPI: boolean }): Promise<Manager>;
}

/** The client of NATS. */
export interface Nats extends Pick<Transport, 'headers'>, JetStream {
  /** Connects to a broker, and not again when the connection ends. `inbox`: what begins the subjects of answers. Throws its errors. */
  open(broker: Broker, inbox: string): Promise<Connection>;
}

const loginOf = ({ credsAuthenticator }: Transport, login: BrokerLogin): object => {
  if (login === null) return {};
  return 'creds' in login ? { authenticator: credsAuthenticator(Buffer.from(login.creds)) } : login;
};

/** Loads the client. Throws SyssharkError USAGE where it is not installed, which says how it is. */
export function loadNats(): Nats {
  const place = findPackage('nats', '@nats-io/transport-node');
  try {
    const load = createRequire(place);
    const transport = load(place) as Transport;
    const open: Nats['open'] = ({ host, port, isSecure, authority, login }, inboxPrefix) =>
      transport.connect({
        servers: `${host.includes(':') ? `[${host}]` : host}:${port}`,
        name: 'sysshark',
        timeout: CONNECT_MS,
        reconnect: false,
        ignoreClusterUpdates: true,
        inboxPrefix,
        // for an address, the client says no name whose certificate it is to be
        ...(isSecure ? { tls: { host, ...(authority === null ? {} : { ca: authority.toString('utf8') }) } } : {}),
        ...loginOf(transport, login),
      });
    return { ...(load('@nats-io/jetstream') as JetStream), headers: transport.headers, open };
  } catch (cause) {
    throw notInstalled('nats', cause);
  }
}
