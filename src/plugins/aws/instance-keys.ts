import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { exchange, type HttpRequest } from '../http-exchange.js';
import { givenKeys, jsonOf, NO_KEYS } from './given-keys.js';
import type { AwsKeySource } from './identity.js';
import { AskedKeys } from './key-source.js';
import type { Profile } from './profiles.js';

type Env = Readonly<NodeJS.ProcessEnv>;

/** What instances of EC2 are told about themselves (IMDS, version 2). */
const SERVICE = 'http://169.254.169.254';
const TOKEN_PATH = '/latest/api/token';
const ROLES_PATH = '/latest/meta-data/iam/security-credentials/';
const TOKEN_SECONDS = '21600';
/** Elsewhere, nothing answers. */
const PATIENCE_MS = 1000;
const OK = 200;

function placeOf(env: Env, { lines }: Profile): string {
  const text = env['AWS_EC2_METADATA_SERVICE_ENDPOINT'] || lines.get('ec2_metadata_service_endpoint') || SERVICE;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'http:') return url.origin;
  throw new SyssharkError('USAGE', 'the endpoint of the metadata of EC2 is no http:// URL');
}

/**
 * The keys of the role of an instance of EC2; null if the environment says that nobody is to ask for them. `lack` is the error where
 * nothing answers. Throws SyssharkError USAGE.
 */
export function keysOfInstance(
  { env, profile, lack }: { readonly env: Env; readonly profile: Profile; readonly lack: string },
  signal: AbortSignal,
): AwsKeySource | null {
  if (env['AWS_EC2_METADATA_DISABLED']?.toLowerCase() === 'true') return null;
  const place = placeOf(env, profile);
  const told = async (
    method: HttpRequest['method'],
    path: string,
    headers: HttpRequest['headers'],
  ): Promise<string> => {
    const url = new URL(`${place}${path}`);
    const { status, body } = await exchange({ method, url, headers, patience: PATIENCE_MS }, signal);
    if (status !== OK) throw new Error(`HTTP ${status} for ${path}`);
    return body.toString().trim();
  };
  return new AskedKeys(async () => {
    try {
      const token = await told('PUT', TOKEN_PATH, { 'x-aws-ec2-metadata-token-ttl-seconds': TOKEN_SECONDS });
      const headers = { 'x-aws-ec2-metadata-token': token };
      const [role = ''] = (await told('GET', ROLES_PATH, headers)).split('\n');
      const found = givenKeys(jsonOf(await told('GET', `${ROLES_PATH}${encodeURIComponent(role)}`, headers)), 'Token');
      if (found !== null) return found;
      throw new Error(NO_KEYS);
    } catch (error) {
      throw new SyssharkError('USAGE', `${lack} (${place}: ${reasonOf(error)})`);
    }
  });
}
