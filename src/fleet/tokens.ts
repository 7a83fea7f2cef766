import { createHash } from 'node:crypto';
import { SyssharkError } from '../errors.js';
import { readPrivateFile } from '../source/private-file.js';

/** Fewest characters of a token: 22 of base64 are 128 bits. */
const MIN_LENGTH = 22;
const MAX_LENGTH = 512;
const TOKEN = /^[\w.~+/=-]+$/;
/** Names of hosts are names of folders. */
const HOST = /^[\da-z](?:[\da-z._-]{0,62}[\da-z])?$/i;

function checkToken(token: string, where: string): string {
  if (token.length >= MIN_LENGTH && token.length <= MAX_LENGTH && TOKEN.test(token)) return token;
  // what it says is not for messages
  throw new SyssharkError(
    'USAGE',
    `${where}: a token is ${MIN_LENGTH} to ${MAX_LENGTH} letters and digits, such as openssl rand -hex 32 makes`,
  );
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Reads the token of a host: the only word of a file that its owner alone can read. Throws SyssharkError USAGE, IO. */
export function readToken(path: string): string {
  return checkToken(readPrivateFile(path).trim(), path);
}

/**
 * Which host each token belongs to. Tokens are looked up by their hashes, so the time it takes tells nothing about them.
 */
export class Tokens {
  private readonly hosts: ReadonlyMap<string, string>;

  private constructor(hosts: ReadonlyMap<string, string>) {
    this.hosts = hosts;
  }

  /** Reads lines of a host's name and its token; lines with # are comments. Throws SyssharkError USAGE, IO. */
  static read(path: string): Tokens {
    const hosts = new Map<string, string>();
    for (const [i, line] of readPrivateFile(path).split('\n').entries()) {
      const words = line.trim().split(/\s+/);
      const [host = '', token = ''] = words;
      if (host === '' || host.startsWith('#')) continue;
      const where = `${path}, line ${i + 1}`;
      if (words.length !== 2 || !HOST.test(host))
        throw new SyssharkError('USAGE', `${where}: a line is the name of a host and its token`);
      const hash = hashOf(checkToken(token, where));
      if (hosts.has(hash)) throw new SyssharkError('USAGE', `${where}: a token belongs to one host; this one has two`);
      hosts.set(hash, host);
    }
    if (hosts.size === 0)
      throw new SyssharkError('USAGE', `${path} has no tokens: a line is the name of a host and its token`);
    return new Tokens(hosts);
  }

  /** The host whose token a request carries (Authorization: Bearer TOKEN); null for none. */
  hostOf(authorization: string | undefined): string | null {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    return token === undefined ? null : (this.hosts.get(hashOf(token)) ?? null);
  }
}
