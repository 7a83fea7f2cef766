import { setTimeout as sleep } from 'node:timers/promises';
import { isObject } from '../bytes/json-object.js';
import { SyssharkError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';
import type { GoogleClient } from './google/google-client.js';
import type { LogFile, LogFiles } from './log-files.js';

/** Pause before a subscription that has nothing is asked again, in ms: not all servers wait for messages. */
const PAUSE = 200;
const STRANGE = 'the answer has no messages of Pub/Sub';

/** A message of Pub/Sub. */
interface Message {
  readonly ackId: string;
  readonly id: string;
  readonly data: string;
}

/** What messages are pulled with. */
export interface SubscriptionParts {
  /** projects/PROJECT/subscriptions/NAME. */
  readonly path: string;
  readonly client: GoogleClient;
  /** Messages of a request. */
  readonly most: number;
  /** Ends what is asked. */
  readonly requests: AbortController;
}

/** An entry in a message. */
class MessageFile implements LogFile {
  readonly name: string;
  readonly cut = null;
  private readonly data: string;

  constructor(path: string, { id, data }: Message) {
    this.name = `message ${id} of ${path}`;
    this.data = data;
  }

  whole(): Buffer {
    if (this.data === '') throw new Error('it has no data');
    return Buffer.from(this.data, 'base64');
  }

  open(): never {
    throw new Error('messages are read whole');
  }
}

function messagesOf(received: unknown): readonly Message[] {
  if (!Array.isArray(received)) throw new Error(STRANGE);
  return received.map(messageOf);
}

function messageOf(received: unknown): Message {
  const { ackId, message } = isObject(received) ? received : ({} as Readonly<Record<string, unknown>>);
  const { messageId: id, data = '' } = isObject(message) ? message : ({} as Readonly<Record<string, unknown>>);
  if (typeof ackId !== 'string' || typeof data !== 'string') throw new Error(STRANGE);
  return { ackId, id: String(id), data };
}

/** Entries in the messages of a subscription, until it is stopped. They are acknowledged once all that a request gave are read. */
export class SubscriptionFiles implements LogFiles {
  readonly waits = true;
  readonly noun = 'message';
  private readonly parts: SubscriptionParts;
  private messages: readonly Message[] = [];
  private at = 0;

  constructor(parts: SubscriptionParts) {
    this.parts = parts;
  }

  async next(): Promise<LogFile> {
    while (this.at === this.messages.length) {
      await this.acknowledge();
      await this.pull();
    }
    return new MessageFile(this.parts.path, this.messages[this.at++] as Message);
  }

  stop(): void {
    this.parts.requests.abort();
  }

  private async acknowledge(): Promise<void> {
    const ackIds = this.messages.map(({ ackId }) => ackId);
    this.messages = [];
    this.at = 0;
    if (ackIds.length > 0) await this.ask('acknowledge', { ackIds });
  }

  private async pull(): Promise<void> {
    const { most, requests } = this.parts;
    const { receivedMessages = [] } = await this.ask('pull', { maxMessages: most });
    try {
      this.messages = messagesOf(receivedMessages);
    } catch (error) {
      throw this.failure('pull', error);
    }
    if (this.messages.length === 0) await sleep(PAUSE, undefined, { signal: requests.signal });
  }

  private async ask(action: string, values: object): Promise<Readonly<Record<string, unknown>>> {
    try {
      return await this.parts.client.post(`v1/${this.parts.path}:${action}`, values);
    } catch (error) {
      throw error instanceof SyssharkError ? error : this.failure(action, error);
    }
  }

  private failure(action: string, error: unknown): SyssharkError {
    const what = action === 'pull' ? 'pull messages of' : 'acknowledge messages of';
    return new SyssharkError('IO', `cannot ${what} ${this.parts.path}: ${reasonOf(error)}`, { cause: error });
  }
}
