import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../bytes/json-object.js';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { ask } from '../http-exchange.js';
import { jsonOf, keysNamed, NO_KEYS } from './given-keys.js';
import type { AwsKeySource, AwsPlace } from './identity.js';
import { AskedKeys, type TimedKeys } from './key-source.js';
import type { Profile } from './profiles.js';
import { suffixOf } from './s3.js';

const NAMES = { id: 'accessKeyId', secret: 'secretAccessKey', token: 'sessionToken', until: 'expiration' } as const;
const PATH = '/federation/credentials';
const OK = 200;

/** An account and a role of IAM Identity Center. */
interface SsoRole {
  readonly account: string;
  readonly role: string;
  readonly region: string;
  /** What the file of the token is named by: the session, or the start URL of older profiles. */
  readonly session: string;
}

/** What a profile names. Throws SyssharkError USAGE if it does not name all of it. */
function roleOf({ name, lines, sso }: Profile): SsoRole {
  const read = (setting: string): string => {
    const value = lines.get(setting) ?? sso.get(setting);
    if (value !== undefined) return value;
    throw new SyssharkError('USAGE', `the AWS profile "${name}" has no ${setting}`);
  };
  return {
    account: read('sso_account_id'),
    role: read('sso_role_name'),
    region: read('sso_region'),
    session: lines.get('sso_session') ?? read('sso_start_url'),
  };
}

/** The token that `aws sso login` has left; null if it has ended, or there is none. */
function tokenOf(session: string, folder: string): string | null {
  const name = createHash('sha1').update(session).digest('hex');
  let text: string;
  try {
    text = readFileSync(join(folder, 'sso/cache', `${name}.json`), 'utf8');
  } catch {
    return null;
  }
  const said = jsonOf(text);
  if (!isObject(said)) return null;
  const { accessToken, expiresAt } = said;
  const holds = typeof expiresAt === 'string' && Date.parse(expiresAt) > Date.now();
  return holds && typeof accessToken === 'string' ? accessToken : null;
}

/**
 * The keys of a profile of IAM Identity Center (SSO), with the token that `aws sso login` leaves below `folder`. `signal` ends what is asked.
 * Throws SyssharkError USAGE.
 */
export function keysOfSso(profile: Profile, folder: string, place: AwsPlace, signal: AbortSignal): AwsKeySource {
  const { account, role, region, session } = roleOf(profile);
  const login = `aws sso login --profile ${profile.name}`;
  const url = new URL(`${place.endpoints.sso ?? `https://portal.sso.${region}.${suffixOf(region)}`}${PATH}`);
  url.search = new URLSearchParams({ role_name: role, account_id: account }).toString();
  const asked = async (token: string): Promise<TimedKeys> => {
    const headers = { 'x-amz-sso_bearer_token': token };
    const request = { method: 'GET', url, headers, ...(place.ca === null ? {} : { ca: place.ca }) } as const;
    const { status, body } = await ask(() => Promise.resolve(request), signal);
    const said = jsonOf(body.toString());
    const found = status === OK && isObject(said) ? keysNamed(said['roleCredentials'], NAMES) : null;
    if (found !== null) return found;
    const message = isObject(said) && typeof said['message'] === 'string' ? `: ${said['message']}` : '';
    throw new Error(status === OK ? NO_KEYS : `HTTP ${status}${message}`);
  };
  return new AskedKeys(async () => {
    const token = tokenOf(session, folder);
    if (token === null)
      throw new SyssharkError('USAGE', `the login of the AWS profile "${profile.name}" has ended: ${login}`);
    try {
      return await asked(token);
    } catch (error) {
      const what = `the AWS profile "${profile.name}" gets no keys for ${role} of ${account}`;
      throw new SyssharkError('USAGE', `${what}: ${reasonOf(error).replaceAll(token, '***')}; perhaps: ${login}`);
    }
  });
}
