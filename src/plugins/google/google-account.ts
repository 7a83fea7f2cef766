import { sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isObject } from '../../bytes/json-object.js';
import { SyssharkError } from '../../errors.js';
import { reasonOf } from '../../source/system-error.js';

type Env = Readonly<NodeJS.ProcessEnv>;
type Json = Readonly<Record<string, unknown>>;

/** A form that a server of tokens takes. */
export interface TokenRequest {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
}

/** Whose name requests are made in. What is secret is never printed. */
export interface GoogleAccount {
  /** The file that says it. */
  readonly path: string;
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
    path,
    project: textOr(json['project_id'], null),
    quotaProject: null,
    secrets: [key],
    tokenRequest: (now) => {
      const text = `${base64(header)}.${base64({ iss, scope: SCOPE, aud: url, iat: now, exp: now + HOLDS })}`;
      try {
        const assertion = `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
        return { url, form: { grant_type: BY_JWT, assertion } };
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
    path,
    project: null,
    quotaProject: textOr(json['quota_project_id'], null),
    secrets: [client_secret, refresh_token],
    tokenRequest: () => ({
      url: textOr(json['token_uri'], TOKENS),
      form: { grant_type: 'refresh_token', client_id, client_secret, refresh_token },
    }),
  };
}

const KINDS: Readonly<Record<string, (json: Json, path: string) => GoogleAccount>> = {
  service_account: ofService,
  authorized_user: ofUser,
};

/** The JSON of a file of credentials; `hint` goes on after the reason why it cannot be read. */
function readCredentials(path: string, hint: string): Json {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isObject(json) ? json : {};
  } catch (error) {
    // the message of the parser has a part of the text
    const why = error instanceof SyntaxError ? 'it is not JSON' : reasonOf(error);
    throw new SyssharkError('USAGE', `-I gcpaudit: cannot read the credentials ${path}: ${why}${hint}`);
  }
}

/**
 * Finds the account as the tools of Google do: `file`, GOOGLE_APPLICATION_CREDENTIALS, or what gcloud has written. Throws SyssharkError
 * that says what is missing.
 */
export function findAccount(env: Env, file: string): GoogleAccount {
  const folder = env['CLOUDSDK_CONFIG'] || join(env['HOME'] || homedir(), '.config', 'gcloud');
  const asked = file || env['GOOGLE_APPLICATION_CREDENTIALS'];
  const path = asked || join(folder, 'application_default_credentials.json');
  const json = readCredentials(path, asked ? '' : HINT);
  const type = textOr(json['type'], '');
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  if (kind !== undefined) return kind(json, path);
  const known = Object.keys(KINDS).join(' and ');
  throw new SyssharkError('USAGE', `-I gcpaudit: the credentials ${path} are of the type "${type}"; ${known} are read`);
}
