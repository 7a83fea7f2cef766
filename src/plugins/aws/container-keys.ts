import { readFileSync } from 'node:fs';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import { ask } from '../http-exchange.js';
import { givenKeys, jsonOf, NO_KEYS } from './given-keys.js';
import type { AwsKeySource } from './identity.js';
import { AskedKeys } from './key-source.js';

type Env = Readonly<NodeJS.ProcessEnv>;

/** Where containers of ECS are given keys. */
const ECS = 'http://169.254.170.2';
/** Hosts that may be asked without TLS: this machine, and what ECS and EKS have on each of theirs. */
const PLAIN_HOSTS: ReadonlySet<string> = new Set([
  ...['localhost', '127.0.0.1', '[::1]'],
  ...['169.254.170.2', '169.254.170.23', '[fd00:ec2::23]'],
]);
const PATIENCE_MS = 5000;
const OK = 200;

/** Where the environment says that keys are; null if it says nothing. Throws SyssharkError USAGE. */
function placeIn(env: Env): URL | null {
  const { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: relative, AWS_CONTAINER_CREDENTIALS_FULL_URI: full } = env;
  const text = relative ? `${ECS}${relative}` : full;
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && PLAIN_HOSTS.has(url.hostname))) return url;
  throw new SyssharkError(
    'USAGE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI is no https:// URL, and no http:// URL of this machine, ECS or EKS',
  );
}

function authorizationIn(env: Env): string | null {
  const path = env['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'];
  return path ? readFileSync(path, 'utf8').trim() : env['AWS_CONTAINER_AUTHORIZATION_TOKEN'] || null;
}

/** The keys that ECS and EKS give to a container, whose environment says where; null if it does not. Throws SyssharkError USAGE. */
export function keysOfContainer(env: Env, signal: AbortSignal): AwsKeySource | null {
  const url = placeIn(env);
  if (url === null) return null;
  return new AskedKeys(async () => {
    try {
      const authorization = authorizationIn(env);
      const headers = authorization === null ? {} : { authorization };
      const request = { method: 'GET', url, headers, patience: PATIENCE_MS } as const;
      const { status, body } = await ask(() => Promise.resolve(request), signal);
      const found = status === OK ? givenKeys(jsonOf(body.toString()), 'Token') : null;
      if (found !== null) return found;
      throw new Error(status === OK ? NO_KEYS : `HTTP ${status}`);
    } catch (error) {
      throw new SyssharkError('USAGE', `${url.origin} gives this container no AWS credentials: ${reasonOf(error)}`);
    }
  });
}
