import { open } from 'node:fs/promises';
import { type Destination, type Outcome, TAKEN } from '../destination.js';
import { digestOf } from '../digest.js';
import { ITEM_KINDS } from '../item.js';
import type { Spooled } from '../spool.js';
import { type Broker, subjectOf } from './broker.js';
import type { Connection, Nats } from './nats.js';
import { messageId, PART, setHead } from './part.js';

/** How long a server may take to store a part, in ms. */
const PART_MS = 60_000;
/** No stream has the subject, or nobody takes what is for streams: the client cannot tell which. */
const NO_STREAM = 'JetStreamNotEnabled';

/**
 * A stream of NATS as what items are sent to: in parts, each of which the stream stores once within the time in which it knows repeated
 * messages; later ones are left out by the collector.
 */
export class NatsDestination implements Destination {
  readonly name: string;
  private readonly nats: Nats;
  private readonly broker: Broker;
  private readonly host: string;
  private connection: Connection | null = null;
  private readonly ended = new AbortController();

  /** `host`: the name of this host. */
  constructor(nats: Nats, broker: Broker, host: string) {
    this.nats = nats;
    this.broker = broker;
    this.name = broker.text;
    this.host = host;
  }

  async put(item: Spooled): Promise<Outcome> {
    if (item.bytes > ITEM_KINDS[item.id.kind].bytes) return { kind: 'too large' };
    const { signal } = this.ended;
    let interrupt = (): void => undefined;
    const interrupted = new Promise<never>((_, reject) => {
      interrupt = () => reject(new Error('it was interrupted'));
      signal.addEventListener('abort', interrupt);
    });
    try {
      await Promise.race([this.send(item), interrupted]);
      return TAKEN;
    } catch (error) {
      this.disconnect();
      throw this.explained(error as Error);
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  private explained(error: Error): Error {
    const { stream } = this.broker;
    if (error.name !== NO_STREAM) return error;
    return new Error(
      `no stream takes "${subjectOf(stream, this.host)}": JetStream must be on, and the stream ${stream} have the subjects "${stream}.>"`,
    );
  }

  private async send({ id, path, bytes }: Spooled): Promise<void> {
    const { nats, host, broker } = this;
    const connection = await this.connect();
    const most = Math.min(PART.BYTES, (connection.info?.max_payload ?? 0) - PART.HEADERS);
    if (most < PART.HEADERS)
      throw new Error(`its messages are too small (max_payload ${connection.info?.max_payload})`);
    const whole = { id, bytes, digest: await digestOf(path) };
    const stream = nats.jetstream(connection);
    const file = await open(path, 'r');
    try {
      for (let at = 0; at < bytes; at += most) {
        const data = Buffer.alloc(Math.min(most, bytes - at));
        await file.read(data, 0, data.length, at);
        const headers = nats.headers();
        setHead(headers, whole, at);
        await stream.publish(subjectOf(broker.stream, host), data, {
          msgID: messageId(host, id, at, data.length),
          timeout: PART_MS,
          headers,
          expect: { streamName: broker.stream },
        });
      }
    } finally {
      await file.close();
    }
  }

  private async connect(): Promise<Connection> {
    if (this.connection !== null && !this.connection.isClosed()) return this.connection;
    // what answers this host is for no other one
    const connection = await this.nats.open(this.broker, `_INBOX.ship.${this.host}`);
    this.connection = connection;
    if (this.ended.signal.aborted) this.disconnect();
    return connection;
  }

  private disconnect(): void {
    this.connection?.close().catch(() => undefined);
    this.connection = null;
  }

  close(): void {
    this.ended.abort();
    this.disconnect();
  }
}
