import { SyssharkError } from '../../errors.js';
import type { Role } from './assumed-role.js';
import { keysOfCommand } from './credential-process.js';
import type { AwsKeySource, AwsKeys } from './identity.js';
import { fixedKeys } from './key-source.js';
import type { Profile, Profiles } from './profiles.js';

type Env = Readonly<NodeJS.ProcessEnv>;

/** Ways to credentials that come before and after keys in the profile: none of them is followed. */
const BEFORE_KEYS = ['web_identity_token_file', 'sso_session', 'sso_start_url', 'login_session'];
const AFTER_KEYS = ['credential_source'];
/** What of a role is not followed. */
const OF_ROLES = ['mfa_serial', ...BEFORE_KEYS];
/** Roles that may lead to each other. */
const MOST_ROLES = 8;

/** What keys are found with. */
export interface KeySearch {
  readonly env: Env;
  readonly profiles: Profiles;
  /** The keys of a role, which those of another profile ask for. */
  readonly assume: (role: Role, by: AwsKeySource) => AwsKeySource;
}

function exportHint(name: string): string {
  return `eval "$(aws configure export-credentials --profile ${name} --format env)" takes them over`;
}

function keysIn(read: (name: string) => string | undefined, where: string): AwsKeys | null {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    read('aws_access_key_id'),
    read('aws_secret_access_key'),
    read('aws_session_token'),
  ];
  if (!accessKeyId && !secretAccessKey) return null;
  if (!accessKeyId || !secretAccessKey)
    throw new SyssharkError('USAGE', `${where} has only one of aws_access_key_id and aws_secret_access_key`);
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}

const ofEnvironment = (env: Env): AwsKeys | null => keysIn((name) => env[name.toUpperCase()], 'the environment');

function refuseOthers({ name, lines }: Profile, ways: readonly string[]): void {
  const way = ways.find((one) => lines.has(one));
  if (way === undefined) return;
  const what = `the AWS profile "${name}" gets its credentials by ${way}, which sysshark does not follow`;
  throw new SyssharkError('USAGE', `${what}: ${exportHint(name)}`);
}

/** Keys that are in a profile, or that its command prints; null if it has neither. */
function ownKeys({ name, lines }: Profile): AwsKeySource | null {
  const keys = keysIn((setting) => lines.get(setting), `the AWS profile "${name}"`);
  if (keys !== null) return fixedKeys(keys);
  const command = lines.get('credential_process');
  return command === undefined ? null : keysOfCommand(command, name);
}

/** Who takes the role of a profile. `before`: profiles that lead to it. */
function takerOf(profile: Profile, search: KeySearch, before: readonly string[]): AwsKeySource {
  const { name, lines } = profile;
  const source = lines.get('source_profile');
  if (source === undefined && lines.get('credential_source') === 'Environment') {
    const keys = ofEnvironment(search.env);
    if (keys !== null) return fixedKeys(keys);
    throw new SyssharkError(
      'USAGE',
      `the AWS profile "${name}" takes its role with keys of the environment, which has none`,
    );
  }
  if (source === undefined) refuseOthers(profile, ['credential_source', 'role_arn']);
  const taker = search.profiles.of(source as string);
  const own = taker.name === name || !taker.lines.has('role_arn') ? ownKeys(taker) : null;
  if (own !== null) return own;
  if (before.includes(taker.name) || before.length >= MOST_ROLES)
    throw new SyssharkError('USAGE', `the role of the AWS profile "${name}" leads to no keys`);
  return keysOfProfile(taker, search, [...before, taker.name]);
}

function keysOfProfile(profile: Profile, search: KeySearch, before: readonly string[]): AwsKeySource {
  const { name, lines } = profile;
  const textOf = (setting: string): string => lines.get(setting) ?? '';
  if (lines.has('role_arn')) {
    refuseOthers(profile, OF_ROLES);
    const role = {
      profile: name,
      arn: textOf('role_arn'),
      sessionName: textOf('role_session_name'),
      externalId: textOf('external_id'),
      seconds: textOf('duration_seconds'),
    };
    return search.assume(role, takerOf(profile, search, before));
  }
  refuseOthers(profile, BEFORE_KEYS);
  const own = ownKeys(profile);
  if (own !== null) return own;
  refuseOthers(profile, AFTER_KEYS);
  throw new SyssharkError(
    'USAGE',
    `there are no AWS credentials in the environment or in ${search.profiles.folder}; those of SSO, ` +
      `containers and EC2 are not looked for: ${exportHint(name)}`,
  );
}

/**
 * Finds keys where the AWS tools do: environment, profile. A profile that the settings name (`isNamed`) comes first, as in the
 * reference. Throws SyssharkError USAGE.
 */
export function findKeys(profile: Profile, search: KeySearch, isNamed: boolean): AwsKeySource {
  const { env } = search;
  const ofEnv = isNamed ? null : ofEnvironment(env);
  if (ofEnv !== null) return fixedKeys(ofEnv);
  if (!isNamed && env['AWS_WEB_IDENTITY_TOKEN_FILE'])
    throw new SyssharkError('USAGE', `AWS_WEB_IDENTITY_TOKEN_FILE is not followed: ${exportHint(profile.name)}`);
  return keysOfProfile(profile, search, [profile.name]);
}
