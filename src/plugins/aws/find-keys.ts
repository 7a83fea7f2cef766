import { SyssharkError } from '../../errors.js';
import { keysOfCommand } from './credential-process.js';
import type { AwsKeySource, AwsKeys } from './identity.js';
import { fixedKeys } from './key-source.js';
import type { Profile, Profiles } from './profiles.js';
import type { Role } from './sts.js';
import type { WebRole } from './web-identity.js';

type Env = Readonly<NodeJS.ProcessEnv>;

/** Ways to credentials, and to roles, that are not followed: they ask somebody, or open a browser. */
const NOT_FOLLOWED = { keys: ['login_session'], role: ['login_session', 'mfa_serial'] } as const;
const OF_SSO = ['sso_session', 'sso_start_url'];
/** Roles that may lead to each other. */
const MOST_ROLES = 8;

/** What keys are found with. */
export interface KeySearch {
  readonly env: Env;
  readonly profiles: Profiles;
  /** The keys of a role, which those of another profile ask for. */
  readonly assume: (role: Role, by: AwsKeySource) => AwsKeySource;
  readonly webIdentity: (role: WebRole) => AwsKeySource;
  readonly sso: (profile: Profile) => AwsKeySource;
  /** null where the environment names no place. */
  readonly container: () => AwsKeySource | null;
  /** null where nobody is to ask; `lack` is the error where nothing answers. */
  readonly instance: (profile: Profile, lack: string) => AwsKeySource | null;
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

function refuseOthers({ name, lines }: Profile): void {
  const way = NOT_FOLLOWED[lines.has('role_arn') ? 'role' : 'keys'].find((one) => lines.has(one));
  if (way === undefined) return;
  const what = `the AWS profile "${name}" gets its credentials by ${way}, which sysshark does not follow`;
  throw new SyssharkError('USAGE', `${what}: ${exportHint(name)}`);
}

/** Keys that are in a profile, of SSO, or that its command prints; null if it has none of these. */
function ownKeys(profile: Profile, search: KeySearch): AwsKeySource | null {
  const { name, lines } = profile;
  if (OF_SSO.some((setting) => lines.has(setting))) return search.sso(profile);
  const keys = keysIn((setting) => lines.get(setting), `the AWS profile "${name}"`);
  if (keys !== null) return fixedKeys(keys);
  const command = lines.get('credential_process');
  return command === undefined ? null : keysOfCommand(command, name);
}

/** Where the taker of a role has its keys, by `credential_source`; null if there are none. */
const SOURCES: Readonly<Record<string, (search: KeySearch, profile: Profile, lack: string) => AwsKeySource | null>> = {
  Environment: ({ env }) => {
    const keys = ofEnvironment(env);
    return keys === null ? null : fixedKeys(keys);
  },
  EcsContainer: ({ container }) => container(),
  Ec2InstanceMetadata: ({ instance }, profile, lack) => instance(profile, lack),
};

/** Who takes the role of a profile that says what kind of place its keys have. */
function takerFrom(profile: Profile, search: KeySearch): AwsKeySource {
  const source = profile.lines.get('credential_source') ?? '';
  const find = SOURCES[source];
  if (find === undefined)
    throw new SyssharkError(
      'USAGE',
      `the AWS profile "${profile.name}" has a role_arn, and neither source_profile nor a credential_source that is one of ${Object.keys(SOURCES).join(', ')}`,
    );
  const lack = `the AWS profile "${profile.name}" takes its role with keys of ${source}, which has none`;
  const found = find(search, profile, lack);
  if (found === null) throw new SyssharkError('USAGE', lack);
  return found;
}

/** Who takes the role of a profile. `before`: profiles that lead to it. */
function takerOf(profile: Profile, search: KeySearch, before: readonly string[]): AwsKeySource {
  const { name, lines } = profile;
  const source = lines.get('source_profile');
  if (source === undefined) return takerFrom(profile, search);
  const taker = search.profiles.of(source);
  const own = taker.name === name || !taker.lines.has('role_arn') ? ownKeys(taker, search) : null;
  if (own !== null) return own;
  if (before.includes(taker.name) || before.length >= MOST_ROLES)
    throw new SyssharkError('USAGE', `the role of the AWS profile "${name}" leads to no keys`);
  return keysOfProfile(taker, search, [...before, taker.name]);
}

function roleIn({ name, lines }: Profile): Role {
  const textOf = (setting: string): string => lines.get(setting) ?? '';
  return {
    by: `the AWS profile "${name}"`,
    arn: textOf('role_arn'),
    sessionName: textOf('role_session_name'),
    externalId: textOf('external_id'),
    seconds: textOf('duration_seconds'),
  };
}

function keysOfProfile(profile: Profile, search: KeySearch, before: readonly string[]): AwsKeySource {
  const { lines } = profile;
  refuseOthers(profile);
  if (lines.has('role_arn')) {
    const tokenFile = lines.get('web_identity_token_file');
    const role = roleIn(profile);
    return tokenFile === undefined
      ? search.assume(role, takerOf(profile, search, before))
      : search.webIdentity({ ...role, tokenFile });
  }
  return ownKeys(profile, search) ?? keysOfMachine(profile, search);
}

/** The keys that this container, or instance of EC2, is given. */
function keysOfMachine(profile: Profile, { profiles, container, instance }: KeySearch): AwsKeySource {
  const lack = `there are no AWS credentials in the environment or in ${profiles.folder}, and none of this container or an instance of EC2: aws configure makes some`;
  const found = container() ?? instance(profile, lack);
  if (found === null) throw new SyssharkError('USAGE', lack);
  return found;
}

/** The role that the environment of a pod of EKS names; null if it names none. Throws SyssharkError USAGE. */
function roleOfEnvironment(env: Env): WebRole | null {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: arn, AWS_ROLE_SESSION_NAME: sessionName = '' } = env;
  if (!tokenFile) return null;
  if (!arn) throw new SyssharkError('USAGE', 'AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not');
  return { by: 'the environment', tokenFile, arn, sessionName, externalId: '', seconds: '' };
}

/**
 * Finds keys where the AWS tools do: environment, profile, machine. A profile that the settings name (`isNamed`) comes first, as in the
 * reference. Throws SyssharkError USAGE.
 */
export function findKeys(profile: Profile, search: KeySearch, isNamed: boolean): AwsKeySource {
  const { env } = search;
  const ofEnv = isNamed ? null : ofEnvironment(env);
  if (ofEnv !== null) return fixedKeys(ofEnv);
  const role = isNamed ? null : roleOfEnvironment(env);
  return role === null ? keysOfProfile(profile, search, [profile.name]) : search.webIdentity(role);
}
