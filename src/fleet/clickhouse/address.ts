import { SyssharkError } from '../../errors.js';
import { readPrivateFile } from '../../source/private-file.js';
import { addressOf, bareHost, refuseLogin, refuseUnprotected } from '../target.js';

/** A database of ClickHouse, as its HTTP interface has it. */
export interface ClickHouseAddress {
  /** The server, and what comes before the question mark. */
  readonly origin: string;
  readonly database: string;
  readonly isSecure: boolean;
  /** As messages name it. */
  readonly text: string;
}

/** Who asks. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

const PATH = /^\/(\w{1,64})$/;
const SCHEMES = ['http:', 'https:'];

/** Reads https://HOST:PORT/DATABASE. Throws SyssharkError USAGE; without TLS, only for this machine unless `isInsecure`. */
export function parseClickHouse(text: string, isInsecure: boolean): ClickHouseAddress {
  refuseLogin(text, '--clickhouse', 'a user or a password', '--clickhouse-login FILE');
  const url = addressOf(text, SCHEMES, PATH);
  if (url === null)
    throw new SyssharkError(
      'USAGE',
      `--clickhouse takes the address of a database, such as https://clickhouse:8443/calls, not "${text}"`,
    );
  const isSecure = url.protocol === 'https:';
  if (!isInsecure) refuseUnprotected({ text, host: bareHost(url.hostname), isSecure }, 'rows', 'https');
  return { origin: url.origin, database: url.pathname.slice(1), isSecure, text };
}

/** Reads a user and a password from a file that its owner alone can read. Throws SyssharkError USAGE, IO. */
export function readLogin(path: string): Login {
  const [user = '', password = '', ...others] = readPrivateFile(path).trim().split(/\s+/);
  // what it says is not for messages
  if (user === '' || password === '' || others.length > 0)
    throw new SyssharkError('USAGE', `${path}: a user and a password are two words`);
  return { user, password };
}
