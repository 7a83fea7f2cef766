import { createVerify, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const PRIVATE_KEY = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
export const EMAIL = 'reader@my-project.iam.gserviceaccount.com';
/** A user, as gcloud writes it. */
export const USER = { client_id: 'id.apps', client_secret: 'GOCSPX-client-secret', refresh_token: '1//refresh-token' };
export const PATH = 'projects/my-project/subscriptions/audit';
const SCOPE = 'https://www.googleapis.com/auth/pubsub';

/** A server that gives tokens and messages of one subscription, as Google's do. */
export interface PubSubServer {
  readonly url: string;
  /** What was asked, as `POST /token`. */
  readonly asked: string[];
  /** Ids of messages that were acknowledged. */
  readonly acknowledged: string[];
  /** Headers of the last request for messages. */
  headers: IncomingMessage['headers'];
  /** The token that is given; all others are refused. */
  token: string;
  /** Seconds that tokens hold. */
  holds: number;
  /** Is asked first; false leaves it to the server. */
  answer: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Adds a message; returns its id. */
  send(data: string | Buffer): string;
  /** Gives messages again that were not acknowledged. */
  showAgain(): void;
  reset(): void;
  close(): Promise<void>;
}

interface Message {
  readonly id: string;
  readonly data: Buffer;
  isGiven: boolean;
}

const parsed = (part = ''): Record<string, unknown> =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;

/** Why a JWT asks for no token; null if it does (RFC 7515, 7519, 7523). */
function jwtFault(assertion: string, audience: string): string | null {
  const [header, claims, signature = ''] = assertion.split('.');
  const { alg, typ, kid } = parsed(header);
  if (alg !== 'RS256' || typ !== 'JWT' || kid !== 'key-1') return 'another header';
  const { iss, aud, scope, iat, exp } = parsed(claims);
  if (iss !== EMAIL || aud !== audience || scope !== SCOPE) return 'other claims';
  const now = Date.now() / 1000;
  if (Number(iat) > now || Number(exp) < now || Number(exp) - Number(iat) > 3600) return 'another time';
  const isSigned = createVerify('RSA-SHA256').update(`${header}.${claims}`).verify(publicKey, signature, 'base64url');
  return isSigned ? null : 'another signature';
}

function formFault(form: URLSearchParams, audience: string): string | null {
  if (form.get('grant_type') === 'urn:ietf:params:oauth:grant-type:jwt-bearer')
    return jwtFault(form.get('assertion') ?? '', audience);
  const isUser = Object.entries(USER).every(([name, value]) => form.get(name) === value);
  return form.get('grant_type') === 'refresh_token' && isUser ? null : 'another user';
}

/** Starts a server at a free port of this machine. */
export async function startPubSubServer(): Promise<PubSubServer> {
  let messages: Message[] = [];
  let count = 0;
  const json = (response: ServerResponse, status: number, value: object): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  const pull = async (most: number, response: ServerResponse): Promise<void> => {
    if (messages.every(({ isGiven }) => isGiven)) await new Promise((resolve) => setTimeout(resolve, 100));
    const given = response.destroyed ? [] : messages.filter(({ isGiven }) => !isGiven).slice(0, most);
    for (const message of given) message.isGiven = true;
    const receivedMessages = given.map(({ id, data }) => ({
      ackId: `ack-${id}`,
      message: { data: data.toString('base64'), messageId: id, publishTime: '2024-03-01T00:00:00Z' },
    }));
    json(response, 200, given.length === 0 ? {} : { receivedMessages });
  };
  const acknowledge = (ackIds: readonly string[], response: ServerResponse): void => {
    const ids = ackIds.map((ackId) => ackId.replace('ack-', ''));
    messages = messages.filter(({ id }) => !ids.includes(id));
    server.acknowledged.push(...ids);
    json(response, 200, {});
  };
  const answerAsked = async (request: IncomingMessage, body: string, response: ServerResponse): Promise<void> => {
    const { url = '', headers } = request;
    if (url === '/token') {
      const fault = formFault(new URLSearchParams(body), `${server.url}/token`);
      if (fault !== null) json(response, 400, { error: 'invalid_grant', error_description: fault });
      else json(response, 200, { access_token: server.token, expires_in: server.holds, token_type: 'Bearer' });
      return;
    }
    server.headers = headers;
    const values = JSON.parse(body) as { readonly maxMessages: number; readonly ackIds: readonly string[] };
    const isEmulated = server.token === '';
    if (!isEmulated && headers.authorization !== `Bearer ${server.token}`)
      json(response, 401, { error: { code: 401, message: 'the token is another one', status: 'UNAUTHENTICATED' } });
    else if (url === `/v1/${PATH}:pull`) await pull(values.maxMessages, response);
    else if (url === `/v1/${PATH}:acknowledge`) acknowledge(values.ackIds, response);
    else json(response, 404, { error: { code: 404, message: `Resource not found: ${url}`, status: 'NOT_FOUND' } });
  };
  const http = createServer((request, response) => {
    void (async () => {
      let body = '';
      for await (const piece of request) body += String(piece);
      server.asked.push(`${request.method} ${request.url}`);
      if (!server.answer(request, response)) await answerAsked(request, body, response);
    })();
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server: PubSubServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    asked: [],
    acknowledged: [],
    headers: {},
    token: 'ya29.first-token',
    holds: 3600,
    answer: () => false,
    send: (data) => {
      messages.push({ id: `${++count}`, data: Buffer.from(data), isGiven: false });
      return `${count}`;
    },
    showAgain: () => {
      for (const message of messages) message.isGiven = false;
    },
    reset: () => {
      messages = [];
      count = 0;
      server.asked.length = 0;
      server.acknowledged.length = 0;
      server.token = 'ya29.first-token';
      server.holds = 3600;
      server.answer = () => false;
    },
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
  return server;
}
