import { SyssharkError } from '../../errors.js';
import { readCertificates } from '../http-exchange.js';
import { keysOfRole } from './assumed-role.js';
import { keysOfContainer } from './container-keys.js';
import { findKeys, type KeySearch } from './find-keys.js';
import type { AwsIdentity, AwsKeys, AwsService, AwsSettings } from './identity.js';
import { keysOfInstance } from './instance-keys.js';
import { type Profile, Profiles } from './profiles.js';
import { keysOfSso } from './sso-keys.js';
import { keysOfWebIdentity } from './web-identity.js';

type Env = Readonly<NodeJS.ProcessEnv>;

const AS_THE_TOOLS: AwsSettings = { profile: '', region: '', config: '', credentials: '' };
const REGION = /^[a-z\d-]{1,40}$/;

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

/** What identities are found with. */
interface IdentityRequest {
  /** Those of the AWS tools, if left out. */
  readonly settings?: AwsSettings;
  /** Ends what is asked for keys. */
  readonly signal: AbortSignal;
}

function find(env: Env, { settings = AS_THE_TOOLS, signal }: IdentityRequest): AwsIdentity {
  const profiles = new Profiles(env, settings);
  const profile = profiles.used;
  const region =
    settings.region || env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || profile.lines.get('region') || null;
  if (region !== null && !REGION.test(region))
    throw new SyssharkError('USAGE', `${JSON.stringify(region)} is no region of AWS`);
  const bundle = env['AWS_CA_BUNDLE'] || profile.lines.get('ca_bundle');
  const where = {
    ca: bundle ? readCertificates(bundle, 'AWS_CA_BUNDLE') : null,
    region,
    endpoints: {
      s3: endpointOf('s3', env, profile),
      sqs: endpointOf('sqs', env, profile),
      sts: endpointOf('sts', env, profile),
      sso: endpointOf('sso', env, profile),
    },
  };
  const search: KeySearch = {
    ...{ env, profiles },
    assume: (role, by) => keysOfRole(role, { ...where, keys: by }, signal),
    webIdentity: (role) => keysOfWebIdentity(role, where, signal),
    sso: (of) => keysOfSso(of, profiles.folder, where, signal),
    container: () => keysOfContainer(env, signal),
    instance: (of, lack) => keysOfInstance({ env, profile: of, lack }, signal),
  };
  return { ...where, keys: findKeys(profile, search, settings.profile !== '') };
}

/** An error of what `option` asks for. */
function errorOf(option: string, error: unknown): unknown {
  if (!(error instanceof SyssharkError) || error.code !== 'USAGE') return error;
  return new SyssharkError('USAGE', `${option}: ${error.message}`, { cause: error.cause });
}

/**
 * Finds out who asks AWS, and where, as the AWS tools do; keys that others give are asked for later. Throws SyssharkError that says what
 * is missing, and no keys; it begins with `option`, which asks for it. So do those of the keys.
 */
export function findIdentity(env: Env, option: string, request: IdentityRequest): AwsIdentity {
  try {
    const identity = find(env, request);
    const { keys } = identity;
    const get = (): Promise<AwsKeys> => keys.get().catch((error: unknown) => Promise.reject(errorOf(option, error)));
    return { ...identity, keys: { get, harmless: (text) => keys.harmless(text) } };
  } catch (error) {
    throw errorOf(option, error);
  }
}
