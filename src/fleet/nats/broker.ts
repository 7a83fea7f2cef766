import { SyssharkError } from '../../errors.js';
import { readCertificates } from '../../plugins/http-exchange.js';
import { readPrivateFile } from '../../source/private-file.js';
import { addressOf, bareHost, refuseLogin, refuseUnprotected } from '../target.js';

/** A stream of a NATS server. */
export interface StreamAddress {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** The stream; subjects are its name and that of a host: STREAM.HOST. */
  readonly stream: string;
  /** As messages name it. */
  readonly text: string;
}

/** As whom a server is asked: a token, a user, or the text of a file of credentials; null for nobody. */
export type BrokerLogin =
  | { readonly token: string }
  | { readonly user: string; readonly pass: string }
  | { readonly creds: string }
  | null;

/** A stream, and how its server is asked. */
export interface Broker extends StreamAddress {
  /** Certificates to trust instead of the system's, as PEM; null for those. */
  readonly authority: Buffer | null;
  readonly login: BrokerLogin;
}

const PORT = 4222;
const SCHEMES = ['nats:', 'tls:'];
const PATH = /^\/[\w-]{1,64}$/;
const CREDS = '-----BEGIN NATS USER JWT-----';

/** Whether an address is one of NATS. */
export const isBrokerAddress = (text: string): boolean => SCHEMES.some((scheme) => text.startsWith(scheme));

/**
 * Reads nats://HOST:PORT/STREAM or tls://HOST:PORT/STREAM. Throws SyssharkError USAGE; without TLS, only for this machine unless
 * `isInsecure`.
 */
export function parseBroker(text: string, option: string, isInsecure: boolean): StreamAddress {
  refuseLogin(text, option, 'a user or a token', '--token-file');
  const url = addressOf(text, SCHEMES, PATH);
  if (url === null)
    throw new SyssharkError('USAGE', `${option} takes a stream such as tls://nats.example:4222/calls, not "${text}"`);
  const host = bareHost(url.hostname);
  const isSecure = url.protocol === 'tls:';
  if (!isInsecure) refuseUnprotected({ text, host, isSecure }, 'captures', 'tls://');
  return { host, port: url.port === '' ? PORT : Number(url.port), isSecure, stream: url.pathname.slice(1), text };
}

/** Reads a token, a user and a password, or credentials as nsc writes them. Throws SyssharkError USAGE, IO. */
function readBrokerLogin(path: string): BrokerLogin {
  const text = readPrivateFile(path);
  if (text.includes(CREDS)) return { creds: text };
  const [first = '', pass, ...others] = text.trim().split(/\s+/);
  // what it says is not for messages
  if (first === '' || others.length > 0)
    throw new SyssharkError(
      'USAGE',
      `${path}: it has a token, a user and a password, or credentials (.creds) of the NATS server`,
    );
  return pass === undefined ? { token: first } : { user: first, pass };
}

/** Reads the files that a server is asked with; null for none. Throws SyssharkError USAGE, IO. */
export const brokerOf = (address: StreamAddress, tokenFile: string | null, authority: string | null): Broker => ({
  ...address,
  authority: authority === null ? null : readCertificates(authority, '--ca'),
  login: tokenFile === null ? null : readBrokerLogin(tokenFile),
});

/** The subject of what a host sends. */
export const subjectOf = (stream: string, host: string): string => `${stream}.${host}`;
