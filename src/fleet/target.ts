import { isIP } from 'node:net';
import { SyssharkError } from '../errors.js';
import type { ListenAddress } from '../source/listen.js';

/** Where a collector is. */
export interface Target {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  /** What comes before the paths of items; '' for nothing. */
  readonly base: string;
  /** As messages name it. */
  readonly text: string;
}

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };
const MAX_PORT = 65535;

/** Whether an address is of this machine alone. A name is not: who answers to it may change. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** The host of an address as connections take it: that of an IPv6 address has no brackets. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, '');

/** Throws SyssharkError USAGE if an address has a login, which others can see; `what` names it, `instead` is the option for it. */
export function refuseLogin(text: string, option: string, what: string, instead: string): void {
  // what may be a password is not for messages
  if (text.includes('@'))
    throw new SyssharkError('USAGE', `${option} has ${what} in it, which others can see: use ${instead}`);
}

/** How something is sent to an address. */
interface Way {
  readonly text: string;
  readonly host: string;
  readonly isSecure: boolean;
}

/** Throws SyssharkError USAGE if `what` would go to another machine without TLS, of which `secure` is the scheme. */
export function refuseUnprotected({ text, host, isSecure }: Way, what: string, secure: string): void {
  if (!isSecure && !isLoopback(host))
    throw new SyssharkError(
      'USAGE',
      `${text}: without TLS, ${what} go only to this machine: use ${secure} (--insecure: send them anyway)`,
    );
}

/** An address of one of some schemes, with a path of a form, and nothing behind it; null for others. */
export function addressOf(text: string, schemes: readonly string[], path: RegExp): URL | null {
  try {
    const url = new URL(text);
    const isWhole = url.hostname !== '' && url.search + url.hash === '';
    return schemes.includes(url.protocol) && isWhole && path.test(url.pathname) ? url : null;
  } catch {
    return null;
  }
}

function parsed(text: string, option: string): URL {
  try {
    const url = new URL(text);
    if (Object.hasOwn(PORTS, url.protocol) && url.search === '' && url.hash === '') return url;
  } catch {
    // as what is no address of a collector
  }
  throw new SyssharkError('USAGE', `${option} takes an address such as https://collector:8443, not "${text}"`);
}

/** Reads http://HOST:PORT or https://HOST:PORT/BASE. Throws SyssharkError USAGE; without TLS, only for this machine unless `isInsecure`. */
export function parseTarget(text: string, option: string, isInsecure: boolean): Target {
  const { protocol, hostname, port, pathname, username, password } = parsed(text, option);
  if (username + password !== '')
    throw new SyssharkError('USAGE', `${option} has a password in it, which others can see: use --token-file`);
  const host = bareHost(hostname);
  const isSecure = protocol === 'https:';
  if (!isInsecure) refuseUnprotected({ text, host, isSecure }, 'captures', 'https');
  const number = port === '' ? (PORTS[protocol] as number) : Number(port);
  return { isSecure, host, port: number, base: pathname.replace(/\/+$/, ''), text };
}

const LISTENING = /^(?:([^:[\]\s]+|\[[\da-f:.]+\]):)?(\d{1,5})$/i;

/** Reads HOST:PORT or PORT, which is at this machine alone. Throws SyssharkError USAGE. */
export function parseListening(text: string): ListenAddress {
  const [, host = '127.0.0.1', port = ''] = LISTENING.exec(text) ?? [];
  if (port === '' || Number(port) > MAX_PORT)
    throw new SyssharkError('USAGE', `--listen takes ADDRESS:PORT, such as 0.0.0.0:8443, not "${text}"`);
  return { host: bareHost(host), port: Number(port) };
}
