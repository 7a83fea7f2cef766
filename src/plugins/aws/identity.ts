import { homedir } from 'node:os';
import { join } from 'node:path';
import { SyssharkError } from '../../errors.js';
import { readCertificates } from '../http-exchange.js';
import { type IniFile, readIni } from './ini-file.js';

/** Services of AWS that are asked. */
export type AwsService = 's3' | 'sqs';

/** The keys that sign requests. They are never printed. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who asks AWS, and where. */
export interface AwsIdentity {
  readonly keys: AwsKeys;
  /** null if nothing names one. */
  readonly region: string | null;
  /** URLs that take the place of those of AWS. */
  readonly endpoints: Readonly<Record<AwsService, string | null>>;
  /** Certificates that vouch for the servers; null for the usual ones. */
  readonly ca: Buffer | null;
}

/** The settings `aws` of the plugin; '' each for what the AWS tools would take. */
export interface AwsSettings {
  readonly profile: string;
  readonly region: string;
  readonly config: string;
  readonly credentials: string;
}

const AS_THE_TOOLS: AwsSettings = { profile: '', region: '', config: '', credentials: '' };

type Env = Readonly<NodeJS.ProcessEnv>;
type Lines = ReadonlyMap<string, string>;

const NO_LINES: Lines = new Map();
/** Ways to credentials that come before and after keys in the profile: none of them is followed. */
const BEFORE_KEYS = ['role_arn', 'web_identity_token_file', 'sso_session', 'sso_start_url', 'login_session'];
const AFTER_KEYS = ['credential_process', 'credential_source'];
const REGION = /^[a-z\d-]{1,40}$/;

/** A profile in both files, of which that of credentials counts more. */
interface Profile {
  readonly name: string;
  /** Where its files are looked for, if nothing names them. */
  readonly folder: string;
  readonly lines: Lines;
  readonly services: Lines;
}

function exportHint(name: string): string {
  return `eval "$(aws configure export-credentials --profile ${name} --format env)" takes them over`;
}

function ofConfig(config: IniFile, name: string): Lines | undefined {
  return config.get(`profile ${name}`) ?? (name === 'default' ? config.get('default') : undefined);
}

/** Reads both files, which settings or the environment may name. */
function readFiles(
  env: Env,
  settings: AwsSettings,
  folder: string,
): { readonly config: IniFile; readonly credentials: IniFile } {
  const read = (asked: string | undefined, name: string): IniFile =>
    readIni(asked || join(folder, name), Boolean(asked));
  return {
    config: read(settings.config || env['AWS_CONFIG_FILE'], 'config'),
    credentials: read(settings.credentials || env['AWS_SHARED_CREDENTIALS_FILE'], 'credentials'),
  };
}

function readProfile(env: Env, settings: AwsSettings): Profile {
  const folder = join(env['HOME'] || homedir(), '.aws');
  const { config, credentials } = readFiles(env, settings, folder);
  const asked = settings.profile || env['AWS_PROFILE'] || env['AWS_DEFAULT_PROFILE'];
  const name = asked || 'default';
  const found = [ofConfig(config, name), credentials.get(name)].filter((lines) => lines !== undefined);
  if (asked && found.length === 0)
    throw new SyssharkError('USAGE', `the AWS profile "${name}" is in no configuration file`);
  const lines = new Map(found.flatMap((one) => [...one]));
  return { name, folder, lines, services: config.get(`services ${lines.get('services')}`) ?? NO_LINES };
}

function keysOf(read: (name: string) => string | undefined, where: string): AwsKeys | null {
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

function refuseOthers({ name, lines }: Profile, ways: readonly string[]): void {
  const way = ways.find((one) => lines.has(one));
  if (way === undefined) return;
  const what = `the AWS profile "${name}" gets its credentials by ${way}, which sysshark does not follow`;
  throw new SyssharkError('USAGE', `${what}: ${exportHint(name)}`);
}

/** Finds keys where the AWS tools do: environment, profile. A profile that the settings name comes first, as in the reference. */
function findKeys(env: Env, profile: Profile, isNamed: boolean): AwsKeys {
  const ofEnv = isNamed ? null : keysOf((name) => env[name.toUpperCase()], 'the environment');
  if (ofEnv !== null) return ofEnv;
  if (!isNamed && env['AWS_WEB_IDENTITY_TOKEN_FILE'])
    throw new SyssharkError('USAGE', `AWS_WEB_IDENTITY_TOKEN_FILE is not followed: ${exportHint(profile.name)}`);
  refuseOthers(profile, BEFORE_KEYS);
  const ofProfile = keysOf((name) => profile.lines.get(name), `the AWS profile "${profile.name}"`);
  if (ofProfile !== null) return ofProfile;
  refuseOthers(profile, AFTER_KEYS);
  throw new SyssharkError(
    'USAGE',
    `there are no AWS credentials in the environment or in ${profile.folder}; those of roles, SSO, containers ` +
      `and EC2 are not looked for: ${exportHint(profile.name)}`,
  );
}

/** A checked URL of a service; null for that of AWS. */
function endpointOf(service: AwsService, env: Env, { lines, services }: Profile): string | null {
  if (env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS']?.toLowerCase() === 'true') return null;
  const text =
    env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ||
    env['AWS_ENDPOINT_URL'] ||
    services.get(`${service}.endpoint_url`) ||
    lines.get('endpoint_url');
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new SyssharkError('USAGE', `the endpoint of ${service} is no http:// or https:// URL`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function find(env: Env, settings: AwsSettings): AwsIdentity {
  const profile = readProfile(env, settings);
  const region =
    settings.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || profile.lines.get('region') || null;
  if (region !== null && !REGION.test(region))
    throw new SyssharkError('USAGE', `${JSON.stringify(region)} is no region of AWS`);
  const bundle = env['AWS_CA_BUNDLE'] || profile.lines.get('ca_bundle');
  return {
    ca: bundle ? readCertificates(bundle, 'AWS_CA_BUNDLE') : null,
    keys: findKeys(env, profile, settings.profile !== ''),
    region,
    endpoints: { s3: endpointOf('s3', env, profile), sqs: endpointOf('sqs', env, profile) },
  };
}

/**
 * Finds out who asks AWS, and where, as the AWS tools do. Throws SyssharkError that says what is missing, and no keys; it begins with
 * `option`, which asks for it.
 */
export function findIdentity(env: Env, option: string, settings: AwsSettings = AS_THE_TOOLS): AwsIdentity {
  try {
    return find(env, settings);
  } catch (error) {
    if (!(error instanceof SyssharkError) || error.code !== 'USAGE') throw error;
    throw new SyssharkError('USAGE', `${option}: ${error.message}`);
  }
}
