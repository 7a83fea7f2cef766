import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline } from 'node:stream/promises';
import type { ClickHouseAddress, Login } from './address.js';

/** How long a server may be silent, in ms: an insert of a million rows takes seconds. */
const IDLE_MS = 300_000;
const OK = 200;
/** Characters of an answer that are kept, and that are shown. */
const MOST_TEXT = 4096;
const SHOWN_TEXT = 300;
/** Errors of ClickHouse say their number: "Code: 60. DB::Exception: …". */
const CODE = /^Code: (\d+)\./;

/** An answer of ClickHouse that is no success. */
export class ClickHouseError extends Error {
  /** The number of the error; null if the answer has none. */
  readonly code: number | null;

  constructor(status: number, text: string) {
    const [line = ''] = text.split('\n');
    super(`it answers ${status}${line === '' ? '' : `: ${line.slice(0, SHOWN_TEXT)}`}`);
    this.name = 'ClickHouseError';
    const [, code] = CODE.exec(text) ?? [];
    this.code = code === undefined ? null : Number(code);
  }
}

/** What a client connects with. */
export interface ClientParts {
  readonly address: ClickHouseAddress;
  /** Null for the user "default" without a password. */
  readonly login: Login | null;
  /** Certificates to trust instead of the system's, as PEM; null for those. */
  readonly authority: Buffer | null;
}

/** What is sent to the server: the query, its settings, and the path of a file with the rows of an insert, null for none. */
interface Question {
  readonly query: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly path: string | null;
  /** The database in which it is; null for none. */
  readonly database: string | null;
}

/** Asks the HTTP interface of ClickHouse. */
export class ClickHouseClient {
  private readonly parts: ClientParts;

  constructor(parts: ClientParts) {
    this.parts = parts;
  }

  /** Throws ClickHouseError, the error of the connection, and that of the file. */
  async ask({ query, settings, path, database }: Question, signal: AbortSignal): Promise<void> {
    const { address, login, authority } = this.parts;
    const options = { ...settings, ...(database === null ? {} : { database }), query, wait_end_of_query: '1' };
    const ask = address.isSecure ? httpsRequest : httpRequest;
    const asked = ask(`${address.origin}/?${new URLSearchParams(options)}`, {
      method: 'POST',
      headers: {
        ...(login === null ? {} : { 'x-clickhouse-user': login.user, 'x-clickhouse-key': login.password }),
        'content-length': path === null ? 0 : (await stat(path)).size,
      },
      timeout: IDLE_MS,
      signal,
      ...(authority === null ? {} : { ca: authority }),
    });
    asked.once('timeout', () => asked.destroy(new Error('it does not answer')));
    const answer = new Promise<IncomingMessage>((resolve, reject) => {
      asked.once('response', resolve);
      asked.once('error', reject);
    });
    // the answer says more than a connection that ends before all is sent
    const sent = path === null ? asked.end() : pipeline(createReadStream(path), asked).catch(() => undefined);
    await checkAnswer(await answer);
    await sent;
  }
}

/** Throws ClickHouseError unless it is a success. */
async function checkAnswer(response: IncomingMessage): Promise<void> {
  let text = '';
  response.setEncoding('utf8');
  for await (const piece of response) if (text.length < MOST_TEXT) text += piece;
  const status = response.statusCode ?? 0;
  if (status !== OK || CODE.test(text)) throw new ClickHouseError(status, text);
}
