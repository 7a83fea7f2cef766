import { isObject } from '../../bytes/json-object.js';
import { reasonOf } from '../../source/system-error.js';
import { ask, exchange, type HttpAnswer, type HttpRequest } from '../http-exchange.js';
import type { GoogleAccount } from './google-account.js';

type Json = Readonly<Record<string, unknown>>;

const OK = 200;
const UNAUTHORIZED = 401;
const MS = 1000;
/** A token is renewed so long before it ends, in s, and how long it holds if nothing says so. */
const EARLY = 60;
const HOLDS = 300;
/** Longest wait for an answer: a server waits for messages, in ms. */
const PATIENCE = 300_000;

/** Where an API is, and who asks it. */
export interface GoogleApi {
  /** Its URL. */
  readonly base: string;
  /** null for a server that wants none. */
  readonly account: GoogleAccount | null;
  /** Certificates that vouch for the servers; null for the usual ones. */
  readonly ca: Buffer | null;
}

/** Asks an API of Google. */
export class GoogleClient {
  private readonly base: string;
  private readonly account: GoogleAccount | null;
  private readonly secure: { readonly ca?: Buffer };
  private readonly signal: AbortSignal;
  private token = '';
  /** When the token is renewed, in ms since the epoch. */
  private renewAt = 0;

  /** `signal` ends all requests. */
  constructor({ base, account, ca }: GoogleApi, signal: AbortSignal) {
    this.base = base;
    this.account = account;
    this.secure = ca === null ? {} : { ca };
    this.signal = signal;
  }

  /** Makes sure that there is a token. Throws Error that says why there is none. */
  async open(): Promise<void> {
    await this.headers();
  }

  /** Asks for something. Throws Error with the words of the server, or the error of the system. */
  async post(path: string, values: object): Promise<Json> {
    let answer = await this.send(path, values);
    if (answer.status === UNAUTHORIZED && this.account !== null) {
      // it may have been taken back
      this.renewAt = 0;
      answer = await this.send(path, values);
    }
    return this.read(answer);
  }

  private send(path: string, values: object): Promise<HttpAnswer> {
    const body = JSON.stringify(values);
    const make = async () => ({
      method: 'POST' as const,
      url: new URL(`${this.base}/${path}`),
      headers: { ...(await this.headers()), 'content-type': 'application/json' },
      body,
      patience: PATIENCE,
      ...this.secure,
    });
    return ask(make, this.signal);
  }

  private async headers(): Promise<Record<string, string>> {
    const { account } = this;
    if (account === null) return {};
    if (Date.now() >= this.renewAt) await this.renew(account);
    const ofQuota = account.quotaProject === null ? {} : { 'x-goog-user-project': account.quotaProject };
    return { authorization: `Bearer ${this.token}`, ...ofQuota };
  }

  private async renew(account: GoogleAccount): Promise<void> {
    const request = { ...account.tokenRequest(Math.floor(Date.now() / MS)), ...this.secure };
    const { access_token: token, expires_in: holds } = this.read(await this.answerOf(request, account));
    if (typeof token !== 'string' || token === '') throw new Error(`${request.url.host} gives no token`);
    this.token = token;
    this.renewAt = Date.now() + ((typeof holds === 'number' ? holds : HOLDS) - EARLY) * MS;
  }

  private async answerOf(request: HttpRequest, { lack }: GoogleAccount): Promise<HttpAnswer> {
    if (lack === null) return ask(() => Promise.resolve(request), this.signal);
    try {
      return await exchange(request, this.signal);
    } catch (error) {
      throw new Error(`${lack}; ${request.url.host} has none for this machine: ${reasonOf(error)}`);
    }
  }

  private read({ status, body, cut }: HttpAnswer): Json {
    let json: unknown = null;
    try {
      json = JSON.parse(body.toString('utf8'));
    } catch {
      // as if it were no object
    }
    if (status !== OK) throw new Error(this.harmless(`${wordsOf(json)} (HTTP status ${status})`));
    if (cut !== null) throw new Error(`the answer is cut: ${cut}`);
    if (!isObject(json)) throw new Error('the answer is no JSON object');
    return json;
  }

  /** A text of a server, in which nothing is that must not be printed. */
  private harmless(text: string): string {
    const secrets = [...(this.account?.secrets ?? []), this.token].filter((secret) => secret !== '');
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  }
}

/** What an error says: {"error":{"message":…}} of APIs, {"error":…,"error_description":…} of servers of tokens. */
function wordsOf(json: unknown): string {
  const { error, error_description: description } = isObject(json) ? json : ({} as Json);
  const words = isObject(error)
    ? error['message']
    : [error, description].filter((one) => typeof one === 'string').join(': ');
  return typeof words === 'string' && words !== '' ? words : 'the server does not say why';
}
