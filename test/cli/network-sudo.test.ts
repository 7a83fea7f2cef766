/** Logs that are asked for in the network under the real sudo: by its caller, with the caller's credentials. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type AwsServer, KEYS, REGION, startAwsServer } from '../helpers/aws-server.js';
import { describeLive } from '../helpers/live.js';
import { EMAIL, PATH, PRIVATE_KEY, type PubSubServer, startPubSubServer } from '../helpers/pubsub-server.js';
import { addSudoer, removeSudoer } from '../helpers/sudoer.js';
import { PROGRAM } from '../helpers/sysshark.js';

const USER = 'sysshark-asker';
const HOME = `/home/${USER}`;
const AS_USER = ['setpriv', `--reuid=${USER}`, `--regid=${USER}`, '--init-groups'];
const RECORD = { eventID: 'one', eventTime: '2024-03-01T10:00:00Z', eventType: 'AwsApiCall' };

/** Runs the program by sudo, as the user does. */
const bySudo = (variables: Readonly<Record<string, string>>, ...words: readonly string[]) => {
  const set = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
  const [first = '', ...others] = [...AS_USER, 'sudo', ...set, PROGRAM, ...words];
  return execa(first, others, { cwd: HOME, reject: false, env: { HOME } });
};

/** A file that only the user can read. */
function own(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
  execFileSync('chown', ['-R', `${USER}:`, HOME]);
}

describeLive('asked by sudo', () => {
  let aws: AwsServer;
  let pubSub: PubSubServer;
  beforeAll(async () => {
    addSudoer(USER);
    chmodSync(HOME, 0o700);
    aws = await startAwsServer();
    pubSub = await startPubSubServer();
  });
  afterAll(async () => {
    await aws.close();
    await pubSub.close();
    removeSudoer(USER);
  });

  test('a bucket: what is written belongs to the caller', async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = KEYS;
    own(
      `${HOME}/.aws/credentials`,
      `[default]\naws_access_key_id=${accessKeyId}\naws_secret_access_key=${secretAccessKey}\naws_session_token=${sessionToken}\n`,
    );
    own(`${HOME}/.aws/config`, `[default]\nregion=${REGION}\nendpoint_url=${aws.url}\n`);
    aws.objects.set('logs/a.json', Buffer.from(JSON.stringify(RECORD)));
    const input = ['-I', 'cloudtrail:s3://logs'];
    expect(await bySudo({}, ...input, '-p', '%ct.id')).toMatchObject({ stdout: 'one', stderr: '', exitCode: 0 });
    expect(await bySudo({}, ...input, '-w', 'copy.scap')).toMatchObject({ stderr: '', exitCode: 0 });
    expect(statSync(`${HOME}/copy.scap`).uid).toBe(statSync(HOME).uid);
  });

  test('a queue: root, who has no credentials, is kept if that is asked for', async () => {
    aws.send(
      'trail',
      JSON.stringify({ Type: 'Notification', Message: JSON.stringify({ s3Bucket: 'logs', s3ObjectKey: ['a.json'] }) }),
    );
    const queue = ['-I', 'cloudtrail:sqs://trail', '-n', '1', '-p', '%ct.id'];
    expect(await bySudo({}, ...queue)).toMatchObject({ stdout: 'one', exitCode: 0 });
    const asRoot = await bySudo({ AWS_REGION: REGION, HOME: '/nowhere' }, '-Z', 'root', ...queue);
    expect(asRoot.stderr).toMatch(/no AWS credentials in the environment or in \/nowhere\/\.aws/);
  });

  test('a subscription', async () => {
    const service = {
      type: 'service_account',
      project_id: 'my-project',
      private_key_id: 'key-1',
      private_key: PRIVATE_KEY,
    };
    own(
      `${HOME}/.config/gcloud/application_default_credentials.json`,
      JSON.stringify({ ...service, client_email: EMAIL, token_uri: `${pubSub.url}/token` }),
    );
    pubSub.send(JSON.stringify({ protoPayload: { methodName: 'get' }, timestamp: '2024-03-01T10:00:01Z' }));
    const { stdout, exitCode } = await bySudo(
      { CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB: `${pubSub.url}/` },
      ...['-I', `gcpaudit:${PATH}`, '-n', '1', '-p', '%gcp.methodName'],
    );
    expect({ stdout, exitCode }).toEqual({ stdout: 'get', exitCode: 0 });
  });
});
