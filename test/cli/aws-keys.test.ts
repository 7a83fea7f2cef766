/** Keys of AWS that others give: a command (credential_process), and STS for roles. */
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type AwsServer, KEYS, REGION, startAwsServer } from '../helpers/aws-server.js';
import { makeScratch } from '../helpers/scratch.js';
import { type KnownKeys, signatureFault } from '../helpers/signature.js';
import { sysshark } from '../helpers/sysshark.js';

const scratch = makeScratch();
const HOME = scratch.path('home');
/** Keys that may take roles, and those of a role that leads to another one. */
const BASE: KnownKeys = { accessKeyId: 'AKIABASE', secretAccessKey: 'base+secret/key' };
const BETWEEN: KnownKeys = {
  accessKeyId: 'ASIABETWEEN',
  secretAccessKey: 'between-secret',
  sessionToken: 'between-token',
};
const SECRETS = [KEYS, BASE, BETWEEN].flatMap((keys) => Object.values(keys) as string[]);
const RECORD = { eventID: 'one', eventTime: '2024-03-01T10:00:00Z', eventType: 'AwsApiCall' };

let aws: AwsServer;
/** What STS was asked. */
const forms: Record<string, string>[] = [];
/** Answers with keys for roles, to those who sign with the keys that may take them. */
async function answerAsSts(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  const form = Object.fromEntries(new URLSearchParams(body.toString()));
  forms.push(form);
  const [, role = ''] = /role\/(.*)$/.exec(form['RoleArn'] ?? '') ?? [];
  const takers: Record<string, KnownKeys> = { audit: BASE, between: BASE, last: BETWEEN };
  const fault = signatureFault(request, body, { keys: takers[role] ?? BASE, service: 'sts', region: REGION });
  if (fault !== null || takers[role] === undefined) {
    const why = fault ?? `${BASE.accessKeyId} may not`;
    response
      .writeHead(403)
      .end(`<ErrorResponse><Error><Code>AccessDenied</Code><Message>${why}</Message></Error></ErrorResponse>`);
    return;
  }
  const { accessKeyId, secretAccessKey, sessionToken } = role === 'between' ? BETWEEN : KEYS;
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  response.end(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken>
<Expiration>${expiration}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`);
}
const sts = createServer((request, response) => void answerAsSts(request, response));

beforeAll(async () => {
  aws = await startAwsServer();
  sts.listen(0, '127.0.0.1');
  await once(sts, 'listening');
  mkdirSync(`${HOME}/.aws`, { recursive: true });
});
beforeEach(() => {
  forms.length = 0;
  aws.objects.set('logs/a.json', Buffer.from(JSON.stringify(RECORD)));
});
afterAll(async () => {
  await aws.close();
  sts.closeAllConnections();
  sts.close();
  scratch.remove();
});

/** Reads the bucket with these files of the AWS tools. */
async function read(config: string, env: NodeJS.ProcessEnv = {}, ...words: readonly string[]) {
  writeFileSync(`${HOME}/.aws/config`, `[default]\nregion=${REGION}\n${config}`);
  writeFileSync(
    `${HOME}/.aws/credentials`,
    `[base]\naws_access_key_id=${BASE.accessKeyId}\naws_secret_access_key=${BASE.secretAccessKey}\n`,
  );
  const { port } = sts.address() as AddressInfo;
  const { stdout, stderr, exitCode } = await sysshark(['-I', 'cloudtrail:s3://logs', '-p', '%ct.id', ...words], {
    env: { HOME, AWS_ENDPOINT_URL: aws.url, AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`, ...env },
  });
  for (const secret of SECRETS) expect(`${stdout}${stderr}`).not.toContain(secret);
  return { stdout, stderr, exitCode };
}
const OK = { stdout: 'one', stderr: '', exitCode: 0 };
const role = (name: string, source: string): string =>
  `role_arn = arn:aws:iam::123456789012:role/${name}\nsource_profile = ${source}\n`;

describe('a command', () => {
  const { accessKeyId, secretAccessKey, sessionToken } = KEYS;
  const said = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken };
  const printed = scratch.path('printed.json');
  const runs = scratch.path('runs');
  const command = `credential_process = sh -c 'echo run >> "$1"; cat "$2"' - ${runs} ${printed}\n`;
  beforeEach(() => {
    writeFileSync(runs, '');
    writeFileSync(printed, JSON.stringify(said));
  });
  const runsOf = (): number => readFileSync(runs, 'utf8').split('\n').length - 1;

  test('is run once for keys that hold, and again for those that do not', async () => {
    expect(await read(command)).toEqual(OK);
    expect(runsOf()).toBe(1);
    writeFileSync(printed, JSON.stringify({ ...said, Expiration: new Date(Date.now() + 60_000).toISOString() }));
    expect(await read(command)).toEqual(OK);
    expect(runsOf()).toBeGreaterThan(2);
  });

  test.each([
    ['no JSON', `${secretAccessKey}`],
    ['another version', JSON.stringify({ ...said, Version: 2 })],
    ['no secret', JSON.stringify({ ...said, SecretAccessKey: 1 })],
    ['a time that is none', JSON.stringify({ ...said, Expiration: 'soon' })],
  ])('that prints %s is an error', async (_, text) => {
    writeFileSync(printed, text);
    expect(await read(command)).toEqual({
      stdout: '',
      stderr:
        'sysshark: -I cloudtrail: credential_process of the AWS profile "default" printed no JSON with Version 1, AccessKeyId and SecretAccessKey',
      exitCode: 1,
    });
  });

  test.each([
    ['exit 3', 'ended with status 3'],
    ['kill -9 $$', 'was ended by SIGKILL'],
    ['head -c 100000 /dev/zero', 'printed more than 65536 bytes'],
  ])('that fails is an error: %s', async (words, what) => {
    const { stderr, exitCode } = await read(`credential_process = ${words}\n`);
    expect([stderr, exitCode]).toEqual([
      `sysshark: -I cloudtrail: credential_process of the AWS profile "default" ${what}`,
      1,
    ]);
  });
});

describe('a role', () => {
  test('is taken with the keys of another profile', async () => {
    const more = 'role_session_name = me\nexternal_id = outside & in\nduration_seconds = 900\n';
    expect(
      await read(`[profile audit]\nregion=${REGION}\n${role('audit', 'base')}${more}`, { AWS_PROFILE: 'audit' }),
    ).toEqual(OK);
    expect(forms).toEqual([
      {
        ...{ Action: 'AssumeRole', Version: '2011-06-15', RoleArn: 'arn:aws:iam::123456789012:role/audit' },
        ...{ RoleSessionName: 'me', ExternalId: 'outside & in', DurationSeconds: '900' },
      },
    ]);
  });

  test('may lead to another one, or be taken with the keys of its own profile or the environment', async () => {
    expect(await read(`${role('last', 'two')}[profile two]\n${role('between', 'base')}`)).toEqual(OK);
    expect(forms.map(({ RoleArn }) => RoleArn?.replace(/^.*\//, ''))).toEqual(['between', 'last']);
    expect(forms[0]?.['RoleSessionName']).toMatch(/^sysshark-\d+$/);
    const keys = `aws_access_key_id=${BASE.accessKeyId}\naws_secret_access_key=${BASE.secretAccessKey}\n`;
    expect(await read(`${role('audit', 'default')}${keys}`)).toEqual(OK);
    const ofEnvironment = { AWS_ACCESS_KEY_ID: BASE.accessKeyId, AWS_SECRET_ACCESS_KEY: BASE.secretAccessKey };
    const profile = `[profile x]\nregion=${REGION}\nrole_arn=arn:aws:iam::1:role/audit\ncredential_source=Environment\n`;
    expect(await read(profile, ofEnvironment, '-H', 'cloudtrail:{"aws":{"profile":"x"}}')).toEqual(OK);
    // a device is for roles alone
    expect(
      await read(
        `aws_access_key_id=${KEYS.accessKeyId}\naws_secret_access_key=${KEYS.secretAccessKey}\naws_session_token=${KEYS.sessionToken}\nmfa_serial=x\n`,
      ),
    ).toEqual(OK);
  });

  test.each([
    [
      'that may not be taken',
      role('other', 'base'),
      /profile "default" cannot take the role arn:\S+other: AccessDenied: \*\*\* may not$/,
    ],
    ['of a profile that is not there', role('audit', 'gone'), /the AWS profile "gone" is in no configuration file$/],
    [
      'that leads to itself',
      `${role('a', 'two')}[profile two]\n${role('b', 'default')}`,
      /role of the AWS profile "two" leads to no keys$/,
    ],
    [
      'that needs a device',
      `${role('audit', 'base')}mfa_serial = arn:x\n`,
      /by mfa_serial, which sysshark does not follow: eval/,
    ],
  ])('%s is an error', async (_, config, message) => {
    const { stdout, stderr, exitCode } = await read(config);
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: expect.stringMatching(message), exitCode: 1 });
    expect(stderr.split('\n')).toHaveLength(1);
  });
});
