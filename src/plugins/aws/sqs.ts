import { isObject } from '../../bytes/json-object.js';
import type { HttpAnswer } from '../http-exchange.js';
import type { AwsClient } from './aws-client.js';
import { AwsError } from './aws-error.js';
import { suffixOf } from './s3.js';

/** A message of a queue. */
export interface SqsMessage {
  readonly body: string;
  /** What deletes it. */
  readonly receipt: string;
}

/** How long a server waits for a message before it answers that there is none, in s: the longest time that SQS takes. */
const WAIT = 20;
const OK = 200;

type Answer = Readonly<Record<string, unknown>>;

/** A queue of SQS, asked in the protocol AWS JSON 1.0. */
export class Sqs {
  private readonly client: AwsClient;
  private readonly region: string;
  private url = '';

  constructor(client: AwsClient, region: string) {
    this.client = client;
    this.region = region;
  }

  /** Finds a queue by its name; `owner` is its account, '' for one's own. Throws AwsError, or the error of the system. */
  async open(name: string, owner: string): Promise<void> {
    const ofOwner = owner === '' ? {} : { QueueOwnerAWSAccountId: owner };
    const { QueueUrl } = await this.ask('GetQueueUrl', { QueueName: name, ...ofOwner });
    if (typeof QueueUrl !== 'string') throw new AwsError('', 'SQS does not say where the queue is');
    this.url = QueueUrl;
  }

  /** The next message; null if none came for a while. Throws AwsError, or the error of the system. */
  async receive(): Promise<SqsMessage | null> {
    const asked = { QueueUrl: this.url, MaxNumberOfMessages: 1, WaitTimeSeconds: WAIT };
    const { Messages: messages = [] } = await this.ask('ReceiveMessage', asked);
    const message: unknown = Array.isArray(messages) ? messages[0] : messages;
    if (message === undefined) return null;
    const { Body: body, ReceiptHandle: receipt } = isObject(message) ? message : ({} as Answer);
    if (typeof body !== 'string' || typeof receipt !== 'string')
      throw new AwsError('', 'the answer is no message of SQS');
    return { body, receipt };
  }

  /** Deletes a message. Throws AwsError, or the error of the system. */
  async delete({ receipt }: SqsMessage): Promise<void> {
    await this.ask('DeleteMessage', { QueueUrl: this.url, ReceiptHandle: receipt });
  }

  private async ask(action: string, values: object): Promise<Answer> {
    const { region } = this;
    const answer = await this.client.send({
      service: 'sqs',
      region,
      method: 'POST',
      url: new URL(`${this.client.identity.endpoints.sqs ?? `https://sqs.${region}.${suffixOf(region)}`}/`),
      headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` },
      body: JSON.stringify(values),
    });
    const json = jsonOf(answer);
    if (answer.status !== OK) throw this.errorOf(answer, json ?? {});
    if (answer.cut !== null) throw new AwsError('', `the answer is cut: ${answer.cut}`);
    // what has nothing to say may be empty
    if (json === null && answer.body.length > 0) throw new AwsError('', 'the answer is not of SQS');
    return json ?? {};
  }

  private errorOf({ status }: HttpAnswer, { __type: type, message, Message }: Answer): AwsError {
    const code = typeof type === 'string' ? type.replace(/^.*#/, '') : '';
    const words = message ?? Message;
    const what = code === '' ? `HTTP status ${status}` : `${code}, HTTP status ${status}`;
    return new AwsError(
      code,
      this.client.harmless(`${typeof words === 'string' ? words : 'SQS does not say why'} (${what})`),
    );
  }
}

function jsonOf({ body }: HttpAnswer): Answer | null {
  try {
    const json: unknown = JSON.parse(body.toString('utf8'));
    return isObject(json) ? json : null;
  } catch {
    return null;
  }
}
