import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const TOKEN_SIZE = 32;
/** Names by which a browser on this machine, or at the other end of a tunnel (ssh -L), reaches the server; the port may be any. */
const LOOPBACK = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/;
/** What browsers say of requests that no other site has caused. */
const OWN_SITES: ReadonlySet<string> = new Set(['same-origin', 'none']);
const BEARER = /^Bearer ([\w-]+)$/;

/** Why a request is refused. */
export interface GuardRefusal {
  readonly status: number;
  readonly message: string;
}

const refuse = (status: number, message: string): GuardRefusal => ({ status, message });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** A secret that the page is opened with. */
export function makeToken(): string {
  return randomBytes(TOKEN_SIZE).toString('base64url');
}

/** Whether a link is followed, which shows the page to the user alone: it has nothing without the token. */
function isLink(headers: IncomingHttpHeaders): boolean {
  return headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
}

/** Refuses requests that another site has caused, or a name that leads here by the DNS of a stranger; null for all others. */
export function refuseStrangers(headers: IncomingHttpHeaders): GuardRefusal | null {
  const { host = '', origin } = headers;
  if (!LOOPBACK.test(host)) return refuse(421, 'this server answers to 127.0.0.1, localhost and [::1] only');
  if (origin !== undefined && origin !== `http://${host}`) return refuse(403, 'another site has asked');
  const site = headers['sec-fetch-site'];
  if (site !== undefined && !OWN_SITES.has(String(site)) && !isLink(headers))
    return refuse(403, 'another site has asked');
  return null;
}

/** Refuses downloads that another site has caused, by links as well; null for all others. */
export function refuseStrangersDownload(headers: IncomingHttpHeaders): GuardRefusal | null {
  const site = headers['sec-fetch-site'];
  return site === undefined || OWN_SITES.has(String(site)) ? null : refuse(403, 'another site has asked');
}

/** Refuses requests without the token; null for all others. */
export function refuseWithoutToken({ authorization = '' }: IncomingHttpHeaders, token: string): GuardRefusal | null {
  const given = BEARER.exec(authorization)?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(token))) return null;
  return refuse(401, 'open the address that sysshark has printed');
}
