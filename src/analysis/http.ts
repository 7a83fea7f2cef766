/** A request of HTTP/1 as far as its first bytes tell. */
export interface HttpRequest {
  readonly method: string;
  /** Host and path, or the path alone where the host was not captured; "..." stands for what was cut off. */
  readonly url: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH'];
/** Method and target, and a blank where the version begins; where the data ends before the line does, all of it is taken. */
const REQUEST = new RegExp(
  `^(${METHODS.join('|')}) ([!-~\\x80-\\xff]+)(?:( )(?:HTTP/1\\.[01]\\r?\\n|[HTP/1.0\\r]{0,9}$)|$)`,
);
const HOST = /\r?\nhost:[ \t]*([!-~]+)[ \t]*(\r?\n)?/i;
const STATUS = /^HTTP\/1\.[01] ([1-5]\d\d)(?=[ \r\n]|$)/;
/** Statuses below this announce another answer to the same request, but for the one that ends HTTP on the connection. */
const FIRST_FINAL = 200;
const SWITCHING = 101;
const CUT = '...';
/** Bytes of a target that are shown; servers take a few thousand. */
const MAX_URL = 1024;

/** Host of a request; '' where none was captured, or not all of it. */
function hostOf(data: string): string {
  const found = HOST.exec(data);
  return found?.[2] === undefined ? '' : (found[1] as string);
}

function urlOf(target: string, data: string): string {
  const url = target.startsWith('/') ? hostOf(data) + target : target.replace(/^https?:\/\//i, '');
  return url.length > MAX_URL ? url.slice(0, MAX_URL) + CUT : url;
}

/** Whether a piece of data may begin with a request or an answer, by its first byte alone. */
export function maySpeakHttp(byte: number): boolean {
  return byte === 0x48 || METHODS.some((method) => method.charCodeAt(0) === byte);
}

/** The request that data (a byte string, perhaps cut at its end) begins with; null where it begins with none. */
export function parseRequest(data: string): HttpRequest | null {
  const found = REQUEST.exec(data);
  if (found === null) return null;
  const [, method = '', target = '', blank] = found;
  const url = urlOf(target, data);
  return { method, url: blank === undefined ? url + CUT : url };
}

/** Status of the answer that data begins with; null where it begins with none, or with one that is not the last. */
export function parseStatus(data: string): number | null {
  const found = STATUS.exec(data);
  if (found === null) return null;
  const status = Number(found[1]);
  return status >= FIRST_FINAL || status === SWITCHING ? status : null;
}
