import { setTimeout as sleep } from 'node:timers/promises';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import type { Assembly } from './assembly.js';
import { type Broker, subjectOf } from './broker.js';
import type { Connection, Manager, Message, Messages, Nats, StreamConfig } from './nats.js';
import { partOf } from './part.js';

/**
 * The consumer gets all that the stream has: each connection makes a new one, which the server keeps in memory. Once killed, a server may
 * number new messages like earlier ones (seen with nats-server 2.10). A consumer on its disk would know these numbers as acknowledged, and
 * the new messages would be removed.
 */
const CONSUMER = 'sysshark';
const NS_PER_MS = 1e6;
const CONSUMER_SETTINGS = {
  durable_name: CONSUMER,
  ack_policy: 'explicit',
  ack_wait: 20_000 * NS_PER_MS,
  mem_storage: true,
  // those of a host without room wait there: they must not hold up those of others
  max_ack_pending: 100_000,
} as const;
/** Messages that are under way. */
const WINDOW = 16;
const INBOX = '_INBOX.collect';
/** Pauses after failures, in ms: they are doubled up to the longest. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 60_000;
/** When a message is delivered again that cannot be kept now, and how often it is looked for items that stay incomplete, in ms. */
const AGAIN_MS = 30_000;
const LOOK_MS = 5000;
/** How long parts that are missing are waited for once the stream has none, in ms; longer if the stream forgets ids later. */
const PATIENCE_MS = 3_600_000;
/** How long it is waited until another collector is gone, in ms, and how often it is looked. */
const OTHER_MS = 5000;
const OTHER_LOOK_MS = 250;

/** What a stream must be, so that nothing of it is lost. */
const NEEDED: readonly { readonly text: string; readonly isSo: (config: StreamConfig) => boolean }[] = [
  { text: 'retention workqueue', isSo: ({ retention }) => retention === 'workqueue' },
  { text: 'discard new', isSo: ({ discard }) => discard === 'new' },
  { text: 'storage file', isSo: ({ storage }) => storage === 'file' },
  { text: 'no max-age', isSo: ({ max_age }) => max_age === 0 },
  { text: 'no max-msgs-per-subject', isSo: ({ max_msgs_per_subject }) => max_msgs_per_subject <= 0 },
];
const MISSING_STREAM = 10_059;
const MISSING_CONSUMER = 10_014;

/** A stream, and who puts its messages together. */
export interface ReceiverParts {
  readonly nats: Nats;
  readonly broker: Broker;
  readonly warn: (line: string) => void;
}

/** What a server answers if it refuses. */
type ServerError = Error & { readonly code?: number };

interface Session {
  readonly connection: Connection;
  readonly manager: Manager;
  readonly messages: Messages;
  readonly patience: number;
}

/** Takes items of hosts from a stream. A message is acknowledged once it is on the disk; what was not is delivered again. */
export class NatsReceiver {
  private readonly parts: ReceiverParts;
  private first: Session | null = null;
  private connection: Connection | null = null;
  /** Hosts of whom it was said that they send what is no item, or have no room. */
  private readonly said = new Set<string>();

  constructor(parts: ReceiverParts) {
    this.parts = parts;
  }

  /** Connects for the first time. Throws SyssharkError IO that says what the server or the stream is not. */
  async open(): Promise<void> {
    try {
      this.first = await this.connect();
    } catch (error) {
      this.close();
      throw new SyssharkError('IO', `cannot take from ${this.parts.broker.text}: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** Takes messages until `signal` is aborted; connects again when the server is away. */
  async run(assembly: Assembly, signal: AbortSignal): Promise<void> {
    const { broker, warn } = this.parts;
    let pause = 0;
    while (!signal.aborted) {
      try {
        const session = this.first ?? (await this.connect());
        this.first = null;
        if (pause > 0) warn(`sysshark: can take from ${broker.text} again`);
        pause = 0;
        await this.takeAll(session, assembly, signal);
        if (!signal.aborted) throw new Error('the connection has ended');
      } catch (error) {
        if (signal.aborted) return;
        if (pause === 0) warn(`sysshark: cannot take from ${broker.text}: ${reasonOf(error)}; it is tried again`);
        pause = Math.min(MAX_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
        this.close();
        await sleep(pause, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Ends the connection. Idempotent. */
  close(): void {
    this.connection?.close().catch(() => undefined);
    this.connection = null;
    this.first = null;
  }

  private async connect(): Promise<Session> {
    const { nats, broker } = this.parts;
    const { stream } = broker;
    const connection = await nats.open(broker, INBOX);
    this.connection = connection;
    const manager = await nats.jetstreamManager(connection, { checkAPI: false });
    const config = await this.checkedConfig(manager);
    if (await this.isFound(manager)) await manager.consumers.delete(stream, CONSUMER);
    await manager.consumers.add(stream, CONSUMER_SETTINGS);
    const consumer = await nats.jetstream(connection).consumers.get(stream, CONSUMER);
    const messages = await consumer.consume({ max_messages: WINDOW, abort_on_missing_resource: true });
    const patience = Math.max(PATIENCE_MS, (2 * config.duplicate_window) / NS_PER_MS);
    return { connection, manager, messages, patience };
  }

  private async checkedConfig(manager: Manager): Promise<StreamConfig> {
    const { stream } = this.parts.broker;
    const { config } = await manager.streams.info(stream).catch((error: ServerError) => {
      if (error.code !== MISSING_STREAM) throw error;
      throw new Error(
        `it has no stream ${stream}: nats stream add ${stream} --subjects '${subjectOf(stream, '>')}' --storage file --retention work --discard new`,
      );
    });
    const missing = NEEDED.filter(({ isSo }) => !isSo(config)).map(({ text }) => text);
    if (missing.length > 0)
      throw new Error(`the stream ${stream} may lose what hosts send: it needs ${missing.join(', ')}`);
    return config;
  }

  /** Whether there is a consumer. Throws if another collector uses it: parts that two take can be put together by neither. */
  private async isFound(manager: Manager): Promise<boolean> {
    const { stream } = this.parts.broker;
    const until = Date.now() + OTHER_MS;
    for (;;) {
      const state = await manager.consumers.info(stream, CONSUMER).catch((error: ServerError) => {
        if (error.code !== MISSING_CONSUMER) throw error;
        return null;
      });
      if (state === null || state.num_waiting === 0) return state !== null;
      if (Date.now() > until) throw new Error(`another collector takes the stream ${stream}`);
      await sleep(OTHER_LOOK_MS);
    }
  }

  private async takeAll(session: Session, assembly: Assembly, signal: AbortSignal): Promise<void> {
    const { connection, messages } = session;
    const stop = (): void => messages.stop();
    signal.addEventListener('abort', stop);
    void connection.closed().then(stop);
    const timer = setInterval(() => void this.look(session, assembly).catch(() => undefined), LOOK_MS);
    try {
      for await (const message of messages) {
        await this.take(message, assembly);
        if (signal.aborted) return;
      }
    } finally {
      clearInterval(timer);
      signal.removeEventListener('abort', stop);
    }
  }

  private async take(message: Message, assembly: Assembly): Promise<void> {
    const { broker, warn } = this.parts;
    const part = partOf(message, broker.stream);
    if (part === null) {
      message.term('no part of an item');
      this.say(`messages that are no parts of items come at "${message.subject}": they are left out`);
      return;
    }
    try {
      if (await assembly.take(part)) {
        message.ack();
        return;
      }
      this.say(`the space of ${part.receipt.host} is full: what it sends waits in the stream`);
    } catch (error) {
      warn(`sysshark: cannot store a part: ${reasonOf(error)}; it waits in the stream`);
    }
    message.nak(AGAIN_MS);
  }

  /** Says something once. */
  private say(text: string): void {
    if (this.said.has(text)) return;
    this.said.add(text);
    this.parts.warn(`sysshark: ${text}`);
  }

  /** Gives up items whose parts are neither here nor in the stream. */
  private async look({ manager, patience }: Session, assembly: Assembly): Promise<void> {
    const state = await manager.consumers.info(this.parts.broker.stream, CONSUMER);
    if (state.num_pending + state.num_ack_pending === 0) assembly.giveUp(patience);
  }
}
