import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

/** Keys that a server knows. */
export interface KnownKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

const SCHEME =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=(\w{64})$/;

/** Why a request is not signed as AWS wants it (Signature Version 4), as its documentation says; null if it is. */
export function signatureFault(
  { method = '', url = '', headers }: IncomingMessage,
  body: Buffer,
  { keys, service, region }: { readonly keys: KnownKeys; readonly service: string; readonly region: string },
): string | null {
  const [, id = '', day = '', inRegion, ofService, names = '', signature] =
    SCHEME.exec(headers.authorization ?? '') ?? [];
  if (id !== keys.accessKeyId || inRegion !== region || ofService !== service)
    return `not of ${id}, ${region}, ${service}`;
  const time = String(headers['x-amz-date']);
  if (
    !time.startsWith(day) ||
    Math.abs(Date.now() - Date.parse(time.replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'))) > 300_000
  )
    return `the time is ${time}`;
  if (headers['x-amz-security-token'] !== keys.sessionToken) return 'another session token';
  const signed = names.split(';');
  const missing = ['host', ...Object.keys(headers).filter((name) => /^(?:x-amz-|content-type$)/.test(name))].find(
    (name) => !signed.includes(name),
  );
  if (missing !== undefined) return `${missing} is not signed`;
  const [path = '', query = ''] = url.split('?');
  // S3 takes the path as it was sent; all others encode it once more
  const ofPath = service === 's3' ? path : path.split('/').map(encodeURIComponent).join('/');
  const hash = service === 's3' ? String(headers['x-amz-content-sha256']) : sha256(body);
  if (service === 's3' && hash !== 'UNSIGNED-PAYLOAD' && hash !== sha256(body)) return 'another content';
  const canonical = [
    method,
    ofPath,
    query.split('&').filter(Boolean).sort().join('&'),
    ...signed.map((name) => `${name}:${String(headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    names,
    hash,
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${keys.secretAccessKey}`, day));
  const expected = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString('hex');
  return signature === expected ? null : 'another signature';
}
