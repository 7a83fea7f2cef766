/** -I gcpaudit:SUBSCRIPTION: entries in messages of Pub/Sub, as they come. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { testIf } from '../helpers/prerequisites.js';
import { EMAIL, PATH, PRIVATE_KEY, type PubSubServer, startPubSubServer, USER } from '../helpers/pubsub-server.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
const IS_ROOT = process.getuid?.() === 0;
const SERVICE = scratch.path('service.json');
const HOME = scratch.path('home');
let server: PubSubServer;
beforeAll(async () => {
  server = await startPubSubServer();
  mkdirSync(`${HOME}/.config/gcloud`, { recursive: true });
  const service = {
    type: 'service_account',
    project_id: 'my-project',
    private_key_id: 'key-1',
    private_key: PRIVATE_KEY,
  };
  writeFileSync(SERVICE, JSON.stringify({ ...service, client_email: EMAIL, token_uri: `${server.url}/token` }));
  const user = { type: 'authorized_user', ...USER, quota_project_id: 'payer', token_uri: `${server.url}/token` };
  writeFileSync(`${HOME}/.config/gcloud/application_default_credentials.json`, JSON.stringify(user));
});
beforeEach(() => server.reset());
afterAll(async () => {
  await server.close();
  scratch.remove();
});

const entry = (user: string): string =>
  JSON.stringify({
    protoPayload: { authenticationInfo: { principalEmail: user }, methodName: 'storage.objects.get' },
    timestamp: '2024-03-01T10:00:01.5Z',
  });
const USERS = ['-p', '%gcp.user'];
const environment = (): NodeJS.ProcessEnv => ({
  HOME: '/nowhere',
  GOOGLE_APPLICATION_CREDENTIALS: SERVICE,
  CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `${server.url}/`,
});
const WAITS = `sysshark: waits for messages of ${PATH}`;
const SECRETS = [
  PRIVATE_KEY,
  PRIVATE_KEY.split('\n')[3] ?? '',
  USER.client_secret,
  USER.refresh_token,
  'ya29.first-token',
];

let printed = '';
const children: { readonly kill: (signal: 'SIGKILL') => boolean }[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const secret of SECRETS) expect(printed).not.toContain(secret);
  printed = '';
});

/** Reads a subscription; `lines` grows while it does. */
function start(words: readonly string[] = USERS, env: NodeJS.ProcessEnv = {}, name = 'audit') {
  const options = { reject: false, env: { ...environment(), ...env }, stdin: 'ignore' } as const;
  const child = execa(PROGRAM, ['-I', `gcpaudit:${name}`, ...words], options);
  children.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = child.then(({ exitCode, stdout, stderr }) => {
    printed += `${stdout}${stderr}`;
    return { exitCode, errors: stderr.split('\n').filter((line) => line !== WAITS && line !== '') };
  });
  const end = () => {
    child.kill('SIGINT');
    return ended;
  };
  return { lines, ended, end };
}
const DONE = { errors: [], exitCode: 0 };

test('messages are read as they come, then acknowledged; an interrupt ends it', async () => {
  server.send(entry('ann'));
  server.send(entry('bob'));
  const run = start(['-p', '*%evt.num %evt.time %gcp.user']);
  await until(() => server.acknowledged.length === 2);
  server.send(` ${entry('cid')}\n`);
  await until(() => server.acknowledged.length === 3 && run.lines.length === 3);
  expect(await run.end()).toEqual(DONE);
  expect(run.lines).toEqual(['1 10:00:01.500000000 ann', '2 10:00:01.500000000 bob', '3 10:00:01.500000000 cid']);
  expect(server.asked.filter((line) => line === 'POST /token')).toHaveLength(1);
  expect(server.asked).not.toContain(`POST /v1/${PATH}`);
});

test('a message is acknowledged once its entry is written, not by -n; -M ends it', async () => {
  server.send(entry('ann'));
  server.send(entry('bob'));
  expect(await start([...USERS, '-n', '1']).ended).toEqual(DONE);
  expect(server.acknowledged).toEqual([]);
  server.showAgain();
  const copy = scratch.path('copy.scap');
  let before = '';
  server.answer = ({ url = '' }) => {
    if (url.endsWith(':acknowledge')) before = readFileSync(copy, 'latin1');
    return false;
  };
  expect(await start(['-w', copy, '--unbuffered', '-M', '3']).ended).toEqual(DONE);
  expect(before).toContain('"bob"');
  expect(server.acknowledged).toEqual(['1', '2']);
  expect((await sysshark(['-r', copy, ...USERS])).stdout).toBe('ann\nbob');
  for (const secret of SECRETS) expect(readFileSync(copy, 'latin1')).not.toContain(secret);
});

test('so many messages are pulled at a time', async () => {
  for (let i = 0; i < 5; i++) server.send(entry(`u${i}`));
  const run = start(['-H', 'gcpaudit:{"max_outstanding_messages":2}', ...USERS]);
  await until(() => server.acknowledged.length === 5);
  await run.end();
  expect(server.asked.filter((line) => line.endsWith(':acknowledge'))).toHaveLength(3);
  expect(run.lines).toEqual(['u0', 'u1', 'u2', 'u3', 'u4']);
});

test('messages without an entry are said and acknowledged: they would come again and again', async () => {
  server.send('hello');
  server.send('');
  server.send('{"a":');
  server.send(entry('ann'));
  const run = start();
  await until(() => server.acknowledged.length === 4);
  expect(await run.end()).toEqual({
    errors: [
      `sysshark: message 2 of ${PATH}: it has no data`,
      `sysshark: message 3 of ${PATH}: record 1 at byte 0 ends before it is complete`,
      'sysshark: gcpaudit: 1 message without JSON objects',
      `sysshark: ${PATH}: 2 records or files could not be read`,
    ],
    exitCode: 2,
  });
  expect(run.lines).toEqual(['ann']);
});

test('the credentials of gcloud, and projects of all places', async () => {
  const ofUser = { HOME, GOOGLE_APPLICATION_CREDENTIALS: '' };
  for (const [words, env, name] of [
    [USERS, { ...ofUser, GOOGLE_CLOUD_PROJECT: 'my-project' }, 'audit'],
    [USERS, ofUser, PATH],
    [['-H', 'gcpaudit:{"project_id":"my-project"}', ...USERS], ofUser, 'audit'],
    [['-H', `gcpaudit:${JSON.stringify({ credentials_file: SERVICE })}`, ...USERS], ofUser, 'audit'],
  ] as const) {
    server.reset();
    server.send(entry('ann'));
    const run = start(words, env, name);
    await until(() => server.acknowledged.length === 1);
    expect(await run.end()).toEqual(DONE);
    expect(run.lines).toEqual(['ann']);
    expect(server.headers['x-goog-user-project']).toBe(
      words.includes('-H') && words[1]?.includes('service') ? undefined : 'payer',
    );
  }
});

test('the account of a virtual machine is used where no file has one', async () => {
  const env = { HOME: '/nowhere', GOOGLE_APPLICATION_CREDENTIALS: '', NO_GCE_CHECK: '' };
  const flavors: unknown[] = [];
  server.answer = ({ url = '', headers }, response) => {
    if (!url.startsWith('/computeMetadata/v1/instance/service-accounts/default/token?scopes=')) return false;
    flavors.push(headers['metadata-flavor']);
    response.end(JSON.stringify({ access_token: server.token, expires_in: 3600, token_type: 'Bearer' }));
    return true;
  };
  server.send(entry('ann'));
  const run = start(USERS, { ...env, GCE_METADATA_HOST: server.url.replace('http://', '') }, PATH);
  await until(() => server.acknowledged.length === 1);
  expect(await run.end()).toEqual(DONE);
  expect(flavors).toEqual(['Google']);
  const none = await start(USERS, { ...env, GCE_METADATA_HOST: '127.0.0.1:9' }, PATH).ended;
  const why =
    /cannot read the credentials \/nowhere\S+: no such file.*; 127\.0\.0\.1:9 has none for this machine: .*refused$/;
  expect(none).toEqual({ exitCode: 1, errors: [expect.stringMatching(why)] });
});

testIf(IS_ROOT)('a file of credentials in a folder that cannot be entered is no missing one', async () => {
  // the folder of this test is for root alone
  const words = ['--reuid=65534', '--regid=65534', '--clear-groups', PROGRAM, '-I', `gcpaudit:${PATH}`];
  const env = { HOME, GOOGLE_APPLICATION_CREDENTIALS: '', NO_GCE_CHECK: '', GCE_METADATA_HOST: '127.0.0.1:9' };
  const { exitCode, stderr } = await execa('setpriv', words, { env, reject: false });
  expect([exitCode, stderr]).toEqual([1, expect.stringMatching(/credentials \S+\.json: permission denied/)]);
});

test('an emulator is asked without credentials', async () => {
  server.token = '';
  server.send(entry('ann'));
  const env = {
    GOOGLE_APPLICATION_CREDENTIALS: '',
    PUBSUB_EMULATOR_HOST: server.url.replace('http://', ''),
    GOOGLE_CLOUD_PROJECT: 'my-project',
  };
  const run = start(USERS, env);
  await until(() => server.acknowledged.length === 1);
  expect(await run.end()).toEqual(DONE);
  expect(server.headers.authorization).toBeUndefined();
  expect(server.asked).not.toContain('POST /token');
});

test('tokens are renewed before they end, and when they are refused', async () => {
  server.holds = 61;
  server.send(entry('ann'));
  const run = start();
  await until(() => server.acknowledged.length === 1);
  await until(() => server.asked.filter((line) => line === 'POST /token').length > 1);
  server.holds = 3600;
  await until(() => server.asked.filter((line) => line === 'POST /token').length > 2);
  server.token = 'ya29.second-token';
  server.send(entry('bob'));
  await until(() => server.acknowledged.length === 2);
  expect(await run.end()).toEqual(DONE);
});

test('what fails for the moment is asked again; what is refused ends it', async () => {
  server.send(entry('ann'));
  let failures = 2;
  server.answer = ({ url = '', socket }, response) => {
    if (!url.endsWith(':pull') || failures-- <= 0) return false;
    if (failures === 0) socket.destroy();
    else response.writeHead(429).end('{"error":{"message":"quota exceeded"}}');
    return true;
  };
  const run = start();
  await until(() => server.acknowledged.length === 1);
  server.answer = (_, response) => {
    response.writeHead(403).end(JSON.stringify({ error: { message: `not for ${server.token}` } }));
    return true;
  };
  expect(await run.ended).toEqual({
    errors: [`sysshark: cannot pull messages of ${PATH}: not for *** (HTTP status 403)`],
    exitCode: 1,
  });
  expect(run.lines).toEqual(['ann']);
});

const broken = (name: string, text: string): string => {
  writeFileSync(scratch.path(name), text);
  return scratch.path(name);
};
const NO_FILE = 'there is no file or folder audit, and as a subscription of Pub/Sub it cannot be opened: ';
test.each([
  [() => ({ GOOGLE_APPLICATION_CREDENTIALS: '' }), `${NO_FILE}cannot read the credentials /nowhere/.config/gcloud/`],
  [() => ({ GOOGLE_APPLICATION_CREDENTIALS: broken('1', `{"private_key":"${USER.client_secret}`) }), 'it is not JSON'],
  [
    () => ({ GOOGLE_APPLICATION_CREDENTIALS: broken('2', '{"type":"external_account"}') }),
    'are of the type "external_account"; service_account and authorized_user are read',
  ],
  [
    () => ({ GOOGLE_APPLICATION_CREDENTIALS: broken('3', '{"type":"authorized_user","client_id":"x"}') }),
    'has no client_secret',
  ],
  [
    () => ({
      GOOGLE_APPLICATION_CREDENTIALS: broken(
        '4',
        JSON.stringify({ type: 'service_account', client_email: EMAIL, private_key: USER.client_secret }),
      ),
      GOOGLE_CLOUD_PROJECT: 'my-project',
    }),
    'the private_key of',
  ],
  [
    () => ({ HOME, GOOGLE_APPLICATION_CREDENTIALS: '' }),
    'the project is not known: GOOGLE_CLOUD_PROJECT=PROJECT names it',
  ],
  [() => ({ GOOGLE_CLOUD_PROJECT: '../x' }), '"../x" is no project'],
  [() => ({ CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: 'x' }), 'the address of Pub/Sub in the environment is no URL'],
])('credentials that cannot be used are an error: %#', async (env, message) => {
  const { ended } = start(['-w', scratch.path('never.scap')], env());
  expect(await ended).toEqual({ errors: [expect.stringContaining(message)], exitCode: 1 });
  expect(server.asked).toEqual([]);
});

test('an account that gets no token, and a subscription that is not there', async () => {
  server.answer = ({ url }, response) => {
    if (url !== '/token') return false;
    response
      .writeHead(400)
      .end(JSON.stringify({ error: 'invalid_grant', error_description: `no ${USER.refresh_token}` }));
    return true;
  };
  const ofUser = { HOME, GOOGLE_APPLICATION_CREDENTIALS: '', GOOGLE_CLOUD_PROJECT: 'my-project' };
  expect(await start(USERS, ofUser).ended).toEqual({
    errors: [`sysshark: -I gcpaudit: ${NO_FILE}invalid_grant: no *** (HTTP status 400)`],
    exitCode: 1,
  });
  server.answer = () => false;
  const { errors, exitCode } = await start(USERS, {}, 'other').ended;
  expect([errors[1], exitCode]).toEqual([expect.stringContaining('Resource not found'), 1]);
});

test.each([['./audit.json'], ['/nowhere/audit.json'], ['a b']])('%s is a path alone', async (name) => {
  const { errors, exitCode } = await start(USERS, {}, name).ended;
  expect([errors, exitCode]).toEqual([[`sysshark: cannot open ${name}: no such file or directory`], 1]);
});
