import { SyssharkError } from '../../errors.js';
import { readPrivateFile } from '../../source/private-file.js';
import { isLoopback } from '../target.js';

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
const SCHEMES: ReadonlySet<string> = new Set(['http:', 'https:']);

/** An address with a database, and without a query; null for others. */
function parsed(text: string): URL | null {
  try {
    const url = new URL(text);
    return SCHEMES.has(url.protocol) && url.search + url.hash === '' && PATH.test(url.pathname) ? url : null;
  } catch {
    return null;
  }
}

/** Reads https://HOST:PORT/DATABASE. Throws SyssharkError USAGE; without TLS, only for this machine unless `isInsecure`. */
export function parseClickHouse(text: string, isInsecure: boolean): ClickHouseAddress {
  // what may be a password is not for messages
  if (text.includes('@'))
    throw new SyssharkError(
      'USAGE',
      '--clickhouse has a user or a password in it, which others can see: use --clickhouse-login FILE',
    );
  const url = parsed(text);
  if (url === null)
    throw new SyssharkError(
      'USAGE',
      `--clickhouse takes the address of a database, such as https://clickhouse:8443/calls, not "${text}"`,
    );
  const isSecure = url.protocol === 'https:';
  if (!isSecure && !isInsecure && !isLoopback(url.hostname.replace(/^\[|\]$/g, '')))
    throw new SyssharkError(
      'USAGE',
      `${text}: without TLS, rows go only to this machine: use https (--insecure: send them anyway)`,
    );
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
