import { sign } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../bytes/json-object.js';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';
import type { HttpRequest } from '../http-exchange.js';

type Env = Readonly<NodeJS.ProcessEnv>;
type Json = Readonly<Record<string, unknown>>;

/** What a server of tokens is asked. */
export type TokenRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body' | 'patience'>;

/** Whose name requests are made in. What is secret is never printed. */
export interface GoogleAccount {
  /** What is to be said if nothing answers, which is then asked once; null for a server that is there. */
  readonly lack: string | null;
  /** Its project; null if the file names none. */
  readonly project: string | null;
  /** Who pays for the requests; null for the project that is asked. */
  readonly quotaProject: string | null;
  /** What must not be printed. */
  readonly secrets: readonly string[];
  /** What asks for a token at a time, in s since the epoch. Throws SyssharkError if the key cannot be used. */
  tokenRequest(now: number): TokenRequest;
}

const TOKENS = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/pubsub';
const BY_JWT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const HINT = '; gcloud auth application-default login makes it, GOOGLE_APPLICATION_CREDENTIALS names another one';
/** How long a signed request holds, in s. */
const HOLDS = 3600;

/** The server that tells virtual machines of Google about themselves, and which token the account of one has. */
const METADATA = 'metadata.google.internal';
const MACHINE_TOKEN = '/computeMetadata/v1/instance/service-accounts/default/token';
/** Elsewhere, nothing answers; in ms. */
const MACHINE_PATIENCE = 1000;

const formRequest = (url: string, form: Readonly<Record<string, string>>): TokenRequest => ({
  method: 'POST',
  url: new URL(url),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams(form).toString(),
});

const base64 = (json: object): string => Buffer.from(JSON.stringify(json)).toString('base64url');

/** The members of a file that must be texts. Throws SyssharkError that names the one that is none. */
function textsOf<Name extends string>(json: Json, path: string, names: readonly Name[]): Record<Name, string> {
  const missing = names.find((name) => typeof json[name] !== 'string' || json[name] === '');
  if (missing !== undefined) throw new SyssharkError('USAGE', `-I gcpaudit: ${path} has no ${missing}`);
  return json as Record<Name, string>;
}

const textOr = <Other>(value: unknown, other: Other): string | Other =>
  typeof value === 'string' && value !== '' ? value : other;

/** A service account: a request for a token is a JWT that its key has signed (RFC 7523). */
function ofService(json: Json, path: string): GoogleAccount {
  const { client_email: iss, private_key: key } = textsOf(json, path, ['client_email', 'private_key']);
  const url = textOr(json['token_uri'], TOKENS);
  const header = {
    alg: 'RS256',
    typ: 'JWT',
    ...(typeof json['private_key_id'] === 'string' ? { kid: json['private_key_id'] } : {}),
  };
  return {
    lack: null,
    project: textOr(json['project_id'], null),
    quotaProject: null,
    secrets: [key],
    tokenRequest: (now) => {
      const text = `${base64(header)}.${base64({ iss, scope: SCOPE, aud: url, iat: now, exp: now + HOLDS })}`;
      try {
        const assertion = `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
        return formRequest(url, { grant_type: BY_JWT, assertion });
      } catch {
        throw new SyssharkError('USAGE', `-I gcpaudit: the private_key of ${path} cannot be used`);
      }
    },
  };
}

/** A user who has run `gcloud auth application-default login`. */
function ofUser(json: Json, path: string): GoogleAccount {
  const form = textsOf(json, path, ['client_id', 'client_secret', 'refresh_token']);
  const { client_id, client_secret, refresh_token } = form;
  return {
    lack: null,
    project: null,
    quotaProject: textOr(json['quota_project_id'], null),
    secrets: [client_secret, refresh_token],
    tokenRequest: () => {
      const url = textOr(json['token_uri'], TOKENS);
      return formRequest(url, { grant_type: 'refresh_token', client_id, client_secret, refresh_token });
    },
  };
}

/** The account of the virtual machine on which this runs. `lack`: what is to be said if it runs on none. */
function ofMachine(env: Env, lack: string): GoogleAccount {
  const url = new URL(`http://${env['GCE_METADATA_HOST'] || METADATA}${MACHINE_TOKEN}`);
  url.searchParams.set('scopes', SCOPE);
  const headers = { 'metadata-flavor': 'Google' };
  const request = { method: 'GET', url, headers, patience: MACHINE_PATIENCE } as const;
  return { lack, project: null, quotaProject: null, secrets: [], tokenRequest: () => request };
}

const KINDS: Readonly<Record<string, (json: Json, path: string) => GoogleAccount>> = {
  service_account: ofService,
  authorized_user: ofUser,
};

/** Why a file of credentials cannot be read; `hint` goes on after the reason. */
const unreadable = (path: string, why: string, hint: string): string =>
  `-I gcpaudit: cannot read the credentials ${path}: ${why}${hint}`;

/** The JSON of a file of credentials. Throws SyssharkError. */
function readCredentials(path: string, hint: string): Json {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(json) ? json : {};
  } catch (error) {
    // the message of the parser has a part of the text
    const why = error instanceof SyntaxError ? 'it is not JSON' : reasonOf(error);
    throw new SyssharkError('USAGE', unreadable(path, why, hint));
  }
}

/** Whether there is no such file; false where that cannot be looked up. */
function isMissing(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/**
 * Finds the account as the tools of Google do: `file`, GOOGLE_APPLICATION_CREDENTIALS, what gcloud has written, or that of the virtual
 * machine. Throws SyssharkError that says what is missing.
 */
export function findAccount(env: Env, file: string): GoogleAccount {
  const folder = env['CLOUDSDK_CONFIG'] || join(env['HOME'] || homedir(), '.config', 'gcloud');
  const asked = file || env['GOOGLE_APPLICATION_CREDENTIALS'];
  const path = asked || join(folder, 'application_default_credentials.json');
  if (!asked && isMissing(path) && env['NO_GCE_CHECK']?.toLowerCase() !== 'true')
    return ofMachine(env, unreadable(path, 'no such file or directory', HINT));
  const json = readCredentials(path, asked ? '' : HINT);
  const type = textOr(json['type'], '');
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind !== undefined) return kind(json, path);
  const known = Object.keys(KINDS).join(' and ');
  throw new SyssharkError('USAGE', `-I gcpaudit: the credentials ${path} are of the type "${type}"; ${known} are read`);
}
