/** An HTTP/1 request, as far as its first bytes were captured. */
export interface HttpRequest {
  readonly method: string;
  /** Host and path, or the path alone if the host was not captured; "..." at the end if it was cut. */
  readonly url: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
/** Method, target, and the space before the version; if the line is cut, everything up to the end of the data. */
const REQUEST = new RegExp(
  `^(${METHODS.join('|')}) ([!-~\\x80-\\xff]+)(?:( )(?:HTTP/1\\.[01]\\r?\\n|[HTP/1.0\\r]{0,9}$)|$)`,
);
const HOST = /\r?\nhost:[ \t]*([!-~]+)[ \t]*(\r?\n)?/i;
const STATUS = /^HTTP\/1\.[01] ([1-5]\d\d)(?=[ \r\n]|$)/;
/** Statuses below this precede another response to the same request, except the one that ends HTTP on the connection. */
const FIRST_FINAL = 200;
const SWITCHING = 101;
const CUT = '...';
/** Most bytes of a target that are shown; servers accept a few thousand. */
const MAX_URL = 1024;

/** Host of a request; '' if it was not captured completely. */
function hostOf(data: string): string {
  const found = HOST.exec(data);
  return found?.[2] === undefined ? '' : (found[1] as string);
}

/** Host and path of a request, from its target and the header with its host. */
export function urlOf(target: string, host: string): string {
  const url = target.startsWith('/') ? host + target : target.replace(/^https?:\/\//i, '');
  return url.length > MAX_URL ? url.slice(0, MAX_URL) + CUT : url;
}

/** Whether data may start with a request or a response, by its first byte. */
export function maySpeakHttp(byte: number): boolean {
  return byte === 0x48 || METHODS.some((method) => method.charCodeAt(0) === byte);
}

/** The request at the start of data (a byte string, possibly cut); null if there is none. */
export function parseRequest(data: string): HttpRequest | null {
  const found = REQUEST.exec(data);
  if (found === null) return null;
  const [, method = '', target = '', blank] = found;
  const url = urlOf(target, hostOf(data));
  return { method, url: blank === undefined ? url + CUT : url };
}

/** Status of the final response at the start of data; null if there is none. */
export function parseStatus(data: string): number | null {
  const found = STATUS.exec(data);
  if (found === null) return null;
  const status = Number(found[1]);
  return status >= FIRST_FINAL || status === SWITCHING ? status : null;
}
