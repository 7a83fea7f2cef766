import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { AwsClient } from './aws-client.js';
import type { AwsIdentity, AwsKeySource } from './identity.js';
import { AskedKeys, type TimedKeys } from './key-source.js';
import { suffixOf } from './s3.js';
import { textOf } from './xml.js';

const VERSION = '2011-06-15';
/** The region of STS if nothing names one. */
const USUAL_REGION = 'us-east-1';
const OK = 200;

/** A role that a profile names. */
export interface Role {
  /** The profile. */
  readonly profile: string;
  readonly arn: string;
  /** '' each for none. */
  readonly sessionName: string;
  readonly externalId: string;
  /** How long its keys hold, in s. */
  readonly seconds: string;
}

function formOf({ arn, sessionName, externalId, seconds }: Role): string {
  return new URLSearchParams({
    Action: 'AssumeRole',
    Version: VERSION,
    RoleArn: arn,
    RoleSessionName: sessionName || `sysshark-${Date.now()}`,
    ...(externalId !== '' && { ExternalId: externalId }),
    ...(seconds !== '' && { DurationSeconds: seconds }),
  }).toString();
}

/** The keys in an answer of STS; null if it has none. */
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

async function assume(role: Role, identity: AwsIdentity, signal: AbortSignal): Promise<TimedKeys> {
  const region = identity.region ?? USUAL_REGION;
  const client = new AwsClient(identity, signal);
  const { status, body } = await client.send({
    service: 'sts',
    region,
    method: 'POST',
    url: new URL(`${identity.endpoints.sts ?? `https://sts.${region}.${suffixOf(region)}`}/`),
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: formOf(role),
  });
  const xml = body.toString();
  const found = status === OK ? keysIn(xml) : null;
  if (found !== null) return found;
  const code = textOf(xml, 'Code') || `HTTP ${status}`;
  throw new Error(client.harmless(`${code}: ${textOf(xml, 'Message') || 'there are no keys in the answer'}`));
}

/** The keys of a role, for which STS is asked by `identity`, which may take it; `signal` ends that. */
export function keysOfRole(role: Role, identity: AwsIdentity, signal: AbortSignal): AwsKeySource {
  return new AskedKeys(async () => {
    try {
      return await assume(role, identity, signal);
    } catch (error) {
      if (error instanceof SyssharkError) throw error;
      const what = `the AWS profile "${role.profile}" cannot take the role ${role.arn}`;
      throw new SyssharkError('USAGE', `${what}: ${reasonOf(error)}`, { cause: error });
    }
  });
}
