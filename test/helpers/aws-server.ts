import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type KnownKeys, signatureFault } from './signature.js';

/** Keys of examples in the documentation of AWS; signs that URLs and headers would change are in them. */
export const KEYS: KnownKeys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  sessionToken: 'FwoGZXIvYXdzEBYaDKtoken/with+signs==',
};
export const REGION = 'eu-west-1';

/** Answers a request itself; false leaves it to the server. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A message in a queue of a server. */
interface Message {
  readonly queue: string;
  readonly body: string;
  readonly receipt: string;
  /** Until when nobody else is given it, in ms since the epoch. */
  hiddenUntil: number;
}

/** A server that answers as S3 and SQS do, and checks signatures. */
export interface AwsServer {
  readonly url: string;
  /** Objects by BUCKET/KEY. */
  readonly objects: Map<string, Buffer>;
  /** What was asked, as `GET /bucket/key`. */
  readonly asked: string[];
  /** Objects of a page of a list. */
  pageSize: number;
  /** Is asked first. */
  answer: Answer;
  /** Most objects that were asked for at a time. */
  mostAtOnce: number;
  /** Receipts of messages that were deleted. */
  readonly deleted: string[];
  /** Puts a message into a queue, which is made for it. */
  send(queue: string, body: string): void;
  /** Gives messages again that were not deleted. */
  showAgain(): void;
  /** Forgets everything. */
  reset(): void;
  /** The environment for a program that asks it. */
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
/** As S3 encodes keys of lists (encoding-type=url). */
const inList = (key: string): string => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
const byBytes = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Answers with an error of S3. */
export function failWith(response: ServerResponse, status: number, code: string, more = ''): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>it says ${code}</Message>${more}</Error>`);
}

function listed({ objects, pageSize }: AwsServer, bucket: string, query: URLSearchParams): string {
  const [prefix, delimiter] = [query.get('prefix') ?? '', query.get('delimiter')];
  const after = query.get('continuation-token') ?? query.get('start-after') ?? '';
  const keys = [...objects.keys()]
    .filter((name) => name.startsWith(`${bucket}/`))
    .map((name) => name.slice(bucket.length + 1));
  const below = (key: string): string => {
    const end = delimiter === null ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? key : key.slice(0, end + 1);
  };
  const all = [...new Set(keys.filter((key) => key.startsWith(prefix)).map(below))].sort(byBytes);
  const rest = all.filter((key) => byBytes(key, after) > 0);
  const page = rest.slice(0, pageSize);
  const rows = page.map((key) => {
    const object = objects.get(`${bucket}/${key}`);
    const name = escaped(inList(key));
    return object === undefined
      ? `<CommonPrefixes><Prefix>${name}</Prefix></CommonPrefixes>`
      : `<Contents><Key>${name}</Key><Size>${object.length}</Size></Contents>`;
  });
  const more = rest.length > page.length;
  const next = more ? `<NextContinuationToken>${escaped(page.at(-1) ?? '')}</NextContinuationToken>` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>${bucket}</Name><Prefix>${escaped(inList(prefix))}</Prefix>
<EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${rows.join('')}${next}</ListBucketResult>`;
}

function answerAsS3(server: AwsServer, url: URL, response: ServerResponse, stored: Buffer | null): void {
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.*)$/.exec(url.pathname)?.map(decodeURIComponent) ?? [];
  if (stored !== null) {
    server.objects.set(`${bucket}/${key}`, stored);
    response.end();
    return;
  }
  if (key === '') {
    response.writeHead(200, { 'content-type': 'application/xml' }).end(listed(server, bucket, url.searchParams));
    return;
  }
  const object = server.objects.get(`${bucket}/${key}`);
  if (object === undefined) failWith(response, 404, 'NoSuchKey');
  else response.writeHead(200, { 'content-length': object.length }).end(object);
}

/** How long a message is given to nobody else, in ms, and how long the server waits for one. */
const HIDDEN = 1e6;
const WAIT = 100;

/** Queues, in the protocol AWS JSON 1.0. */
class Queues {
  readonly deleted: string[] = [];
  private messages: Message[] = [];
  private count = 0;

  send(queue: string, body: string): void {
    this.messages.push({ queue, body, receipt: `receipt-${++this.count}`, hiddenUntil: 0 });
  }

  showAgain(): void {
    for (const message of this.messages) message.hiddenUntil = 0;
  }

  reset(): void {
    this.messages = [];
    this.deleted.length = 0;
  }

  async answer(action: string, asked: Readonly<Record<string, unknown>>, response: ServerResponse): Promise<void> {
    const queue = String(asked['QueueName'] ?? asked['QueueUrl']).replace(/^.*\//, '');
    const fail = (code: string): void => {
      response.writeHead(400).end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: `it says ${code}` }));
    };
    const isKnown = queue === 'trail' && asked['QueueOwnerAWSAccountId'] === undefined;
    const { ReceiptHandle: receipt } = asked;
    if (!isKnown) fail('QueueDoesNotExist');
    else if (action === 'GetQueueUrl') response.end(JSON.stringify({ QueueUrl: `https://sqs.example/123/${queue}` }));
    else if (action === 'ReceiveMessage') response.end(JSON.stringify(await this.received(queue, response)));
    else if (!this.messages.some((message) => message.receipt === receipt)) fail('ReceiptHandleIsInvalid');
    else {
      this.messages = this.messages.filter((message) => message.receipt !== receipt);
      this.deleted.push(String(receipt));
      response.end();
    }
  }

  private async received(queue: string, response: ServerResponse): Promise<object> {
    const find = (): Message | undefined =>
      this.messages.find((one) => one.queue === queue && one.hiddenUntil < Date.now());
    if (find() === undefined) await new Promise((resolve) => setTimeout(resolve, WAIT));
    const message = find();
    // who has left is given none
    if (message === undefined || response.destroyed) return {};
    message.hiddenUntil = Date.now() + HIDDEN;
    return { Messages: [{ MessageId: 'm', Body: message.body, ReceiptHandle: message.receipt }] };
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Key and certificate of a secure server, as PEM. */
interface Certified {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** Starts a server at a free port of this machine. */
export async function startAwsServer(keys: KnownKeys = KEYS, secure: Certified | null = null): Promise<AwsServer> {
  let atOnce = 0;
  const queues = new Queues();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '' } = request;
    const body = await bodyOf(request);
    server.asked.push(`${method} ${path.split('?')[0]}`);
    if (!path.includes('?')) {
      server.mostAtOnce = Math.max(server.mostAtOnce, ++atOnce);
      response.on('close', () => atOnce--);
    }
    const [, action = ''] = /^AmazonSQS\.(\w+)$/.exec(String(request.headers['x-amz-target'])) ?? [];
    const service = action === '' ? 's3' : 'sqs';
    const fault = signatureFault(request, body, { keys, service, region: REGION });
    if (fault !== null) failWith(response, 403, 'SignatureDoesNotMatch', `<Why>${fault}</Why>`);
    else if (server.answer(request, response)) return;
    else if (service === 's3') {
      answerAsS3(server, new URL(path, server.url), response, method === 'PUT' ? body : null);
    } else await queues.answer(action, JSON.parse(body.toString()) as Record<string, unknown>, response);
  };
  const listener = (request: IncomingMessage, response: ServerResponse): void => void answer(request, response);
  const http: Server = secure === null ? createServer(listener) : createSecureServer(secure, listener);
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const url = secure === null ? `http://127.0.0.1:${port}` : `https://localhost:${port}`;
  const server: AwsServer = {
    url,
    objects: new Map(),
    asked: [],
    pageSize: 1000,
    answer: () => false,
    mostAtOnce: 0,
    deleted: queues.deleted,
    send: (queue, body) => queues.send(queue, body),
    showAgain: () => queues.showAgain(),
    reset: () => {
      queues.reset();
      server.objects.clear();
      server.asked.length = 0;
      server.pageSize = 1000;
      server.mostAtOnce = 0;
      server.answer = () => false;
    },
    env: {
      HOME: '/nowhere',
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_SESSION_TOKEN: keys.sessionToken,
    },
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}
