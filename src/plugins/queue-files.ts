import { setTimeout as sleep } from 'node:timers/promises';
import { SyssharkError } from '../errors.js';
import { reasonOf } from '../source/system-error.js';
import { AwsError } from './aws/aws-error.js';
import type { S3, S3Object } from './aws/s3.js';
import type { Sqs, SqsMessage } from './aws/sqs.js';
import type { Fault, LogFiles } from './log-files.js';
import { Downloads, type ObjectFile } from './object-files.js';
import { objectsNamedBy } from './trail-message.js';

/** The code of a message that was received too long ago to delete it. */
const TOO_LATE = 'ReceiptHandleIsInvalid';
/** Pause before a queue that has nothing is asked again, in ms: not all servers wait for messages. */
const PAUSE = 200;

/** What log files that a queue names are read with. */
export interface QueueParts {
  /** Its name in messages. */
  readonly name: string;
  readonly sqs: Sqs;
  readonly s3: S3;
  /** Objects that are downloaded at a time. */
  readonly concurrency: number;
  /** Whether a message is deleted once its files are read. */
  readonly deletes: boolean;
  /** Whether the notifications are those of S3, not of CloudTrail. */
  readonly isOfBucket: boolean;
  /** Is told of messages that name no files. */
  readonly fault: Fault;
  /** Ends what is asked. */
  readonly requests: AbortController;
}

/** A message, and its files that are read. */
interface Opened {
  readonly message: SqsMessage;
  readonly downloads: Downloads;
  readonly files: ObjectFile[];
}

async function* eachOf(objects: readonly S3Object[]): AsyncGenerator<S3Object, void, void> {
  yield* objects;
}

/** Log files that the messages of a queue name, until it is stopped. A message stays in the queue until all its files are read. */
export class QueueFiles implements LogFiles {
  readonly waits = true;
  readonly noun = 'file';
  private readonly parts: QueueParts;
  private opened: Opened | null = null;

  constructor(parts: QueueParts) {
    this.parts = parts;
  }

  async next(): Promise<ObjectFile> {
    for (;;) {
      const file = (await this.opened?.downloads.next()) ?? null;
      if (file !== null) {
        this.opened?.files.push(file);
        return file;
      }
      await this.finish();
      await this.receive();
    }
  }

  stop(): void {
    this.parts.requests.abort();
  }

  /** Deletes the message of which all files are read. One with a file that could not be read stays, and comes again. */
  private async finish(): Promise<void> {
    const { opened } = this;
    const { sqs, deletes, name, fault } = this.parts;
    this.opened = null;
    if (opened === null || !deletes || opened.files.some(({ hasFailed }) => hasFailed)) return;
    try {
      await sqs.delete(opened.message);
    } catch (error) {
      if (!(error instanceof AwsError) || error.code !== TOO_LATE) throw this.failure('delete a message of', error);
      fault(name, `a message was read too late to delete it, and may come again: ${error.message}`);
    }
  }

  private async receive(): Promise<void> {
    const { sqs, s3, concurrency, isOfBucket, name, fault, requests } = this.parts;
    const message = await sqs.receive().catch((error: unknown) => Promise.reject(this.failure('receive from', error)));
    if (message === null) {
      await sleep(PAUSE, undefined, { signal: requests.signal });
      return;
    }
    try {
      const objects = objectsNamedBy(message.body, isOfBucket);
      this.opened = { message, downloads: new Downloads(s3, eachOf(objects), concurrency), files: [] };
    } catch (error) {
      fault(name, `a message is left in the queue: ${reasonOf(error)}`);
    }
  }

  private failure(what: string, error: unknown): SyssharkError {
    return new SyssharkError('IO', `cannot ${what} ${this.parts.name}: ${reasonOf(error)}`, { cause: error });
  }
}
