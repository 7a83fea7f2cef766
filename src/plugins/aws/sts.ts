import type { HttpAnswer } from '../http-exchange.js';
import { NO_KEYS } from './given-keys.js';
import type { AwsIdentity } from './identity.js';
import type { TimedKeys } from './key-source.js';
import { suffixOf } from './s3.js';
import { textOf } from './xml.js';

const VERSION = '2011-06-15';
/** The region of STS if nothing names one. */
const USUAL_REGION = 'us-east-1';
const OK = 200;

/** A role that a profile or the environment names. */
export interface Role {
  /** Who names it, for errors. */
  readonly by: string;
  readonly arn: string;
  /** '' each for none. */
  readonly sessionName: string;
  readonly externalId: string;
  /** How long its keys hold, in s. */
  readonly seconds: string;
}

/** Where STS is, and in which region. */
export function stsPlace({ region, endpoints }: Pick<AwsIdentity, 'region' | 'endpoints'>): {
  readonly region: string;
  readonly url: URL;
} {
  const asked = region ?? USUAL_REGION;
  return { region: asked, url: new URL(`${endpoints.sts ?? `https://sts.${asked}.${suffixOf(asked)}`}/`) };
}

/** What STS is asked for a role; `more` is what only this question has. */
export const stsForm = ({ arn, sessionName, seconds }: Role, more: Readonly<Record<string, string>>): string =>
  new URLSearchParams({
    Version: VERSION,
    RoleArn: arn,
    RoleSessionName: sessionName || `sysshark-${Date.now()}`,
    ...(seconds !== '' && { DurationSeconds: seconds }),
    ...more,
  }).toString();

export const STS_HEADERS = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' } as const;

function keysIn(xml: string): TimedKeys | null {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    textOf(xml, 'AccessKeyId'),
    textOf(xml, 'SecretAccessKey'),
    textOf(xml, 'SessionToken'),
  ];
  const until = Date.parse(textOf(xml, 'Expiration'));
  if (accessKeyId === '' || secretAccessKey === '' || sessionToken === '' || Number.isNaN(until)) return null;
  return { keys: { accessKeyId, secretAccessKey, sessionToken }, until };
}

/** The keys in an answer of STS. Throws Error with what it says instead. */
export function keysOfAnswer({ status, body }: Pick<HttpAnswer, 'status' | 'body'>): TimedKeys {
  const xml = body.toString();
  const found = status === OK ? keysIn(xml) : null;
  if (found !== null) return found;
  const code = textOf(xml, 'Code') || `HTTP ${status}`;
  throw new Error(`${code}: ${textOf(xml, 'Message') || NO_KEYS}`);
}
