import { createHash } from 'node:crypto';
import { SyssharkError } from '../errors.js';
import { readPrivateFile } from '../source/private-file.js';

/** Whom the tokens of a file belong to. */
export type Owner = 'host' | 'operator';

/** Fewest characters of a token: 22 of base64 are 128 bits. */
const MIN_LENGTH = 22;
const MAX_LENGTH = 512;
const TOKEN = /^[\w.~+/=-]+$/;
const A: Readonly<Record<Owner, string>> = { host: 'a host', operator: 'an operator' };
/** Names of hosts are names of folders. */
const NAME = /^[\da-z](?:[\da-z._-]{0,62}[\da-z])?$/i;

function checkToken(token: string, where: string): string {
  if (token.length >= MIN_LENGTH && token.length <= MAX_LENGTH && TOKEN.test(token)) return token;
  // what it says is not for messages
  throw new SyssharkError(
    'USAGE',
    `${where}: a token is ${MIN_LENGTH} to ${MAX_LENGTH} letters and digits, such as openssl rand -hex 32 makes`,
  );
}

/** Whether a text may be the name of a host. */
export const isHostName = (text: string): boolean => NAME.test(text);

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Reads the token of a host: the only word of a file that its owner alone can read. Throws SyssharkError USAGE, IO. */
export function readToken(path: string): string {
  return checkToken(readPrivateFile(path).trim(), path);
}

/**
 * Which host, or operator, each token belongs to. Tokens are looked up by their hashes, so the time it takes tells nothing about them.
 */
export class Tokens {
  private readonly names: ReadonlyMap<string, string>;

  private constructor(names: ReadonlyMap<string, string>) {
    this.names = names;
  }

  /** Reads lines of an owner's name and its token; lines with # are comments. Throws SyssharkError USAGE, IO. */
  static read(path: string, owner: Owner): Tokens {
    const names = new Map<string, string>();
    for (const [i, line] of readPrivateFile(path).split('\n').entries()) {
      const words = line.trim().split(/\s+/);
      const [name = '', token = ''] = words;
      if (name === '' || name.startsWith('#')) continue;
      const where = `${path}, line ${i + 1}`;
      if (words.length !== 2 || !NAME.test(name))
        throw new SyssharkError('USAGE', `${where}: a line is the name of ${A[owner]} and its token`);
      const hash = hashOf(checkToken(token, where));
      if (names.has(hash))
        throw new SyssharkError('USAGE', `${where}: a token belongs to one ${owner}; this one has two`);
      names.set(hash, name);
    }
    if (names.size === 0)
      throw new SyssharkError('USAGE', `${path} has no tokens: a line is the name of ${A[owner]} and its token`);
    return new Tokens(names);
  }

  /** Throws SyssharkError USAGE if one of these tokens is one of the others, too. */
  refuseShared(others: Tokens, path: string): void {
    for (const hash of this.names.keys())
      if (others.names.has(hash))
        throw new SyssharkError('USAGE', `${path}: a token of a host cannot be one of an operator: make another one`);
  }

  /** Whether somebody of this name has a token. */
  has(name: string): boolean {
    return [...this.names.values()].includes(name);
  }

  /** Whose token a request carries (Authorization: Bearer TOKEN); null for nobody's. */
  nameOf(authorization: string | undefined): string | null {
    const [, token] = /^Bearer (\S+)$/i.exec(authorization ?? '') ?? [];
    return token === undefined ? null : (this.names.get(hashOf(token)) ?? null);
  }
}
