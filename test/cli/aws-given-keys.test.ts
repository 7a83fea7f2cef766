/** Keys of AWS that machines, and logins, give: web identities, containers, instances of EC2, SSO. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsServer, KEYS, REGION, startAwsServer } from '../helpers/aws-server.js';
import { makeScratch } from '../helpers/scratch.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
const HOME = scratch.path('home');
const TOKEN = 'the-token/of+this=test';
const TOKEN_FILE = scratch.path('token');
const ROLE = 'arn:aws:iam::123456789012:role/audit';
const SECRETS = [...(Object.values(KEYS) as string[]), TOKEN];
const RECORD = { eventID: 'one', eventTime: '2024-03-01T10:00:00Z', eventType: 'AwsApiCall' };
const { accessKeyId, secretAccessKey, sessionToken } = KEYS;
const soon = (): Date => new Date(Date.now() + 3_600_000);
const machineKeys = () => ({
  ...{ Code: 'Success', AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: sessionToken },
  Expiration: soon().toISOString(),
});

/** What was asked of the places that give keys. */
interface Asked {
  readonly what: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: Readonly<Record<string, string>>;
}
const asked: Asked[] = [];

/** Whether a request has what it must have, and what is answered then. */
interface Answer {
  readonly isAllowed: (one: Asked) => boolean;
  readonly text: () => string;
}

const isOfInstance = ({ headers }: Asked): boolean => headers['x-aws-ec2-metadata-token'] === 'session';
const ROLES = '/latest/meta-data/iam/security-credentials/';
const ANSWERS: Readonly<Record<string, Answer>> = {
  'POST /': {
    isAllowed: ({ form, headers }) => form['WebIdentityToken'] === TOKEN && headers.authorization === undefined,
    text: () => `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials>
<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken>
<Expiration>${soon().toISOString()}</Expiration></Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`,
  },
  'GET /container': {
    isAllowed: ({ headers }) => headers.authorization === TOKEN,
    text: () => JSON.stringify(machineKeys()),
  },
  'PUT /latest/api/token': {
    isAllowed: ({ headers }) => Number(headers['x-aws-ec2-metadata-token-ttl-seconds']) > 0,
    text: () => 'session',
  },
  [`GET ${ROLES}`]: { isAllowed: isOfInstance, text: () => 'instance-role\n' },
  [`GET ${ROLES}instance-role`]: { isAllowed: isOfInstance, text: () => JSON.stringify(machineKeys()) },
  'GET /federation/credentials': {
    isAllowed: ({ headers }) => headers['x-amz-sso_bearer_token'] === TOKEN,
    text: () => JSON.stringify({ roleCredentials: { ...KEYS, expiration: soon().getTime() } }),
  },
};

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const { pathname, search } = new URL(request.url ?? '', 'http://x');
  const form = Object.fromEntries(new URLSearchParams(Buffer.concat(pieces).toString() || search));
  const one = { what: `${request.method} ${pathname}`, headers: request.headers, form };
  asked.push(one);
  const found = ANSWERS[one.what];
  if (found?.isAllowed(one) === true) response.end(found.text());
  else response.writeHead(403).end(JSON.stringify({ message: 'this is not allowed' }));
}

let aws: AwsServer;
let place: string;
const places = createServer((request, response) => void answer(request, response));

beforeAll(async () => {
  aws = await startAwsServer();
  aws.objects.set('logs/a.json', Buffer.from(JSON.stringify(RECORD)));
  places.listen(0, '127.0.0.1');
  await once(places, 'listening');
  place = `http://127.0.0.1:${(places.address() as AddressInfo).port}`;
});
beforeEach(() => {
  asked.length = 0;
  rmSync(HOME, { recursive: true, force: true });
  mkdirSync(`${HOME}/.aws/sso/cache`, { recursive: true });
  writeFileSync(TOKEN_FILE, `${TOKEN}\n`);
});
afterAll(async () => {
  await aws.close();
  places.closeAllConnections();
  places.close();
  scratch.remove();
});

/** Reads the bucket with this profile and environment. */
async function read(profile: string, env: NodeJS.ProcessEnv = {}) {
  writeFileSync(`${HOME}/.aws/config`, `[default]\nregion=${REGION}\n${profile}`);
  const { stdout, stderr, exitCode } = await sysshark(['-I', 'cloudtrail:s3://logs', '-p', '%ct.id'], {
    env: { HOME, AWS_ENDPOINT_URL: aws.url, AWS_ENDPOINT_URL_STS: place, AWS_ENDPOINT_URL_SSO: place, ...env },
  });
  for (const secret of SECRETS) expect(`${stdout}${stderr}`).not.toContain(secret);
  return { stdout, stderr, exitCode };
}
const OK = { stdout: 'one', stderr: '', exitCode: 0 };
const failsWith = (message: RegExp) => ({ stdout: '', stderr: expect.stringMatching(message), exitCode: 1 });
const whatWasAsked = (): string[] => asked.map(({ what }) => what);
const INSTANCE = { AWS_EC2_METADATA_DISABLED: 'false' };
const instance = () => ({ ...INSTANCE, AWS_EC2_METADATA_SERVICE_ENDPOINT: place });

describe('a web identity', () => {
  const ofPod = { AWS_WEB_IDENTITY_TOKEN_FILE: TOKEN_FILE, AWS_ROLE_ARN: ROLE, AWS_ROLE_SESSION_NAME: 'pod' };
  const expected = {
    Action: 'AssumeRoleWithWebIdentity',
    Version: '2011-06-15',
    RoleArn: ROLE,
    WebIdentityToken: TOKEN,
  };

  test('of the environment, or of a profile, takes its role', async () => {
    expect(await read('', ofPod)).toEqual(OK);
    const profile = `role_arn=${ROLE}\nweb_identity_token_file=${TOKEN_FILE}\nrole_session_name=me\nduration_seconds=900\n`;
    expect(await read(profile)).toEqual(OK);
    expect(asked.map(({ form }) => form)).toEqual([
      { ...expected, RoleSessionName: 'pod' },
      { ...expected, RoleSessionName: 'me', DurationSeconds: '900' },
    ]);
  });

  test('that is refused, or lacks something, is an error', async () => {
    writeFileSync(TOKEN_FILE, 'old-token');
    expect(await read('', ofPod)).toEqual(failsWith(/cannot take the role \S+audit with the token in \S+: HTTP 403/));
    expect(await read('', { ...ofPod, AWS_WEB_IDENTITY_TOKEN_FILE: scratch.path('none') })).toEqual(
      failsWith(/with the token in \S+none: .*no such file/),
    );
    const { AWS_ROLE_ARN: _, ...lacking } = ofPod;
    expect(await read('', lacking)).toEqual(failsWith(/AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not$/));
  });
});

describe('a container', () => {
  const uri = () => ({ AWS_CONTAINER_CREDENTIALS_FULL_URI: `${place}/container` });

  test('is given keys, with a token in its environment or in a file', async () => {
    expect(await read('', { ...uri(), AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN })).toEqual(OK);
    expect(await read('', { ...uri(), AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: TOKEN_FILE })).toEqual(OK);
    expect(whatWasAsked()).toEqual(['GET /container', 'GET /container']);
  });

  test('that is refused, or names a stranger, is an error', async () => {
    expect(await read('', uri())).toEqual(failsWith(/gives this container no AWS credentials: HTTP 403$/));
    expect(await read('', { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://stranger.example/x' })).toEqual(
      failsWith(/AWS_CONTAINER_CREDENTIALS_FULL_URI is no https:/),
    );
  });
});

describe('an instance of EC2', () => {
  test('is given the keys of its role, after all else was looked for', async () => {
    expect(await read('', instance())).toEqual(OK);
    const steps = ['PUT /latest/api/token', `GET ${ROLES}`, `GET ${ROLES}instance-role`];
    expect(whatWasAsked()).toEqual(steps);
    expect(await read(`aws_access_key_id=${accessKeyId}\naws_secret_access_key=x\n`, instance())).not.toEqual(OK);
    expect(whatWasAsked()).toEqual(steps);
  });

  test('is not asked if the environment forbids it; a machine that is none has no keys', async () => {
    const none =
      /there are no AWS credentials in the environment or in \S+, and none of this container or an instance of EC2: aws configure makes some/;
    expect(await read('', { ...instance(), AWS_EC2_METADATA_DISABLED: 'true' })).toEqual(failsWith(none));
    expect(asked).toEqual([]);
    const closed = { ...INSTANCE, AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://127.0.0.1:9' };
    expect(await read('', closed)).toEqual(failsWith(new RegExp(`${none.source} \\(http://127.0.0.1:9: .*refused`)));
  });

  test('takes roles with its keys', async () => {
    const profile = `role_arn=${ROLE}\ncredential_source=Ec2InstanceMetadata\n`;
    // the server of this test gives keys to nobody who signs, but it was asked by one who does
    expect(await read(profile, instance())).toEqual(failsWith(/cannot take the role \S+audit: HTTP 403/));
    expect(asked.at(-1)?.headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=/);
    expect(await read(profile, { AWS_EC2_METADATA_DISABLED: 'true' })).toEqual(
      failsWith(/takes its role with keys of Ec2InstanceMetadata, which has none$/),
    );
    expect(await read(`role_arn=${ROLE}\ncredential_source=Elsewhere\n`)).toEqual(
      failsWith(
        /neither source_profile nor a credential_source that is one of Environment, EcsContainer, Ec2InstanceMetadata$/,
      ),
    );
  });
});

describe('a login of SSO', () => {
  const session = '[sso-session mine]\nsso_region=eu-west-1\nsso_start_url=https://mine.example/start\n';
  const account = 'sso_account_id=123456789012\nsso_role_name=Audit\n';
  const cached = (name: string, expiresAt: Date): void =>
    writeFileSync(
      `${HOME}/.aws/sso/cache/${createHash('sha1').update(name).digest('hex')}.json`,
      JSON.stringify({ accessToken: TOKEN, expiresAt: expiresAt.toISOString() }),
    );

  test('gives keys, by its session or by the start URL of older profiles', async () => {
    cached('mine', soon());
    expect(await read(`sso_session=mine\n${account}${session}`)).toEqual(OK);
    cached('https://old.example/start', soon());
    expect(await read(`sso_region=eu-west-1\nsso_start_url=https://old.example/start\n${account}`)).toEqual(OK);
    const form = { role_name: 'Audit', account_id: '123456789012' };
    expect(asked.map((one) => [one.what, one.form])).toEqual([
      ['GET /federation/credentials', form],
      ['GET /federation/credentials', form],
    ]);
  });

  test('that has ended, or lacks something, is an error that says what to do', async () => {
    const ended = failsWith(/the login of the AWS profile "default" has ended: aws sso login --profile default$/);
    expect(await read(`sso_session=mine\n${account}${session}`)).toEqual(ended);
    cached('mine', new Date(0));
    expect(await read(`sso_session=mine\n${account}${session}`)).toEqual(ended);
    expect(await read(`sso_session=mine\n${session}`)).toEqual(failsWith(/"default" has no sso_account_id$/));
    expect(asked).toEqual([]);
  });
});
