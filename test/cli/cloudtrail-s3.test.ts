/** -I cloudtrail:s3://…: log files in a bucket. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execa } from 'execa';
import { type AwsServer, failWith, KEYS, startAwsServer } from '../helpers/aws-server.js';
import { makeScratch } from '../helpers/scratch.js';
import { PROGRAM, sysshark } from '../helpers/sysshark.js';
import { until } from '../helpers/until.js';

const scratch = makeScratch();
let server: AwsServer;
beforeAll(async () => {
  server = await startAwsServer();
});
beforeEach(() => server.reset());
afterAll(async () => {
  await server.close();
  scratch.remove();
});

const record = (id: string): object => ({
  eventID: id,
  eventTime: '2024-03-01T10:00:00Z',
  eventType: 'AwsApiCall',
  eventSource: 's3.amazonaws.com',
  eventName: 'GetObject',
  awsRegion: 'eu-west-1',
});
const trail = (...ids: readonly string[]): string => JSON.stringify({ Records: ids.map(record) });
const zipped = (...ids: readonly string[]): Buffer => gzipSync(trail(...ids));
const put = (name: string, content: string | Buffer): void => void server.objects.set(name, Buffer.from(content));

const IDS = ['-p', '%ct.id'];
const read = (place: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) =>
  sysshark(['-I', `cloudtrail:${place}`, ...IDS, ...words], { env: { ...server.env, ...env } });
const secrets = Object.values(KEYS) as readonly string[];
/** What was asked for, without lists. */
const objectsAsked = (): string[] => server.asked.filter((line) => !line.endsWith('/'));

/** Nothing that is printed has a secret in it. */
let printed = '';
const readFaulty = async (place: string, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}) => {
  const { stdout, stderr, exitCode } = await read(place, words, env);
  printed += `${stdout}${stderr}`;
  return { ids: stdout.split('\n').filter(Boolean), errors: stderr.split('\n').filter(Boolean), exitCode };
};
afterEach(() => {
  for (const secret of secrets) expect(printed).not.toContain(secret);
  printed = '';
});

describe('a bucket', () => {
  const names = ['a/1.json', 'a/2 + ü&<>%.json.gz', "a/3!'()*~.jsonl", 'a/b//4.json', 'a.json', 'a/x.txt', 'b.json'];
  beforeEach(() => {
    for (const name of names) put(`logs/${name}`, name.endsWith('.gz') ? zipped(name) : trail(name));
  });

  test.each([1, 2, 1000])('is read in the order of its keys, %i of a page', async (pageSize) => {
    server.pageSize = pageSize;
    const expected = names
      .filter((name) => name !== 'a/x.txt')
      .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
    expect(await readFaulty('s3://logs')).toEqual({ ids: expected, errors: [], exitCode: 0 });
    expect((await readFaulty('s3://logs/a/b')).ids).toEqual(['a/b//4.json']);
    expect((await readFaulty('s3://logs/a/2 +')).ids).toEqual(['a/2 + ü&<>%.json.gz']);
  });

  test('is filtered, written and read again as files are; nothing of keys is in the capture', async () => {
    const copy = scratch.path('s3.scap');
    const { exitCode } = await read('s3://logs/a/', ['-w', copy, 'ct.id != "a/1.json"']);
    expect(exitCode).toBe(0);
    expect((await sysshark(['-r', copy, ...IDS])).stdout.split('\n')).toEqual([
      'a/2 + ü&<>%.json.gz',
      "a/3!'()*~.jsonl",
      'a/b//4.json',
    ]);
    for (const secret of secrets) expect(readFileSync(copy, 'latin1')).not.toContain(secret);
  });

  test('is read at most so many objects at a time', async () => {
    for (let i = 0; i < 40; i++) put(`many/${String(i).padStart(2, '0')}.json`, trail(`${i}`));
    server.answer = (request, response) => {
      if (request.url?.includes('?')) return false;
      // the later, the faster
      const [, number = '0'] = /(\d\d)\.json/.exec(request.url ?? '') ?? [];
      setTimeout(() => response.end(trail(`${Number(number)}`)), 80 - 2 * Number(number));
      return true;
    };
    const ids = Array.from({ length: 40 }, (_, i) => `${i}`);
    expect((await readFaulty('s3://many', ['-H', 'cloudtrail:{"s3DownloadConcurrency":3}'])).ids).toEqual(ids);
    expect(server.mostAtOnce).toBe(3);
    expect(await readFaulty('s3://many')).toEqual({ ids, errors: [], exitCode: 0 });
    expect(server.mostAtOnce).toBeGreaterThan(3);
    expect(server.mostAtOnce).toBeLessThanOrEqual(32);
  });
});

describe('folders of CloudTrail', () => {
  const NOW = new Date();
  const minute = (time: Date): string => time.toISOString().replace(/[-:]/g, '').slice(0, 13);
  const key = (account: string, region: string, time: string): string =>
    `${account}/CloudTrail/${region}/${time.slice(0, 4)}/${time.slice(4, 6)}/${time.slice(6, 8)}/${account.slice(-12)}_CloudTrail_${region}_${time}Z_x.json.gz`;
  const add = (account: string, region: string, time: string): string => {
    const name = key(account, region, time);
    put(`org/p/AWSLogs/${name}`, zipped(name));
    return name;
  };
  const [one, other] = ['111111111111', '222222222222'];
  let all: string[];
  beforeEach(() => {
    all = [
      add(one, 'eu-west-1', '20240301T0955'),
      add(one, 'eu-west-1', '20240301T1000'),
      add(one, 'eu-west-1', '20240302T0000'),
      add(one, 'us-east-1', '20240301T1005'),
      add(other, 'us-east-1', '20240303T0000'),
    ];
    put(`org/p/AWSLogs/${one}/CloudTrail-Digest/us-east-1/2024/03/01/d.json.gz`, zipped('digest'));
    put(`org/p/AWSLogs/${one}/Config/c.json.gz`, zipped('config'));
    put('org/p/AWSLogs/notes/CloudTrail/eu-west-1/n.json', trail('note'));
  });

  const asked = async (prefix: string, settings: object = {}) =>
    readFaulty(`s3://org/p/${prefix}`, ['-H', `cloudtrail:${JSON.stringify(settings)}`]);

  test('are read by account and region, and nothing beside them', async () => {
    expect(await asked('AWSLogs/')).toEqual({ ids: all, errors: [], exitCode: 0 });
    expect((await asked(`AWSLogs/${one}/`)).ids).toEqual(all.slice(0, 4));
    expect((await asked('AWSLogs/', { s3AccountList: `${other}, ${one}` })).ids).toEqual([
      ...all.slice(4),
      ...all.slice(0, 4),
    ]);
    // any other prefix is everything below it
    expect((await asked('AWSLogs')).ids).toHaveLength(all.length + 3);
    const ofOrganization = add(`o-abc1234567/${one}`, 'eu-west-1', '20240301T0955');
    expect((await asked(`AWSLogs/o-abc1234567/${one}/`)).ids).toEqual([ofOrganization]);
    expect((await asked('AWSLogs/o-abc1234567/')).ids).toEqual([ofOrganization]);
  });

  test.each([
    ['2024-03-01T10:00:00Z', [1, 2, 3, 4]],
    ['2024-03-01T10:00:59Z-2024-03-01T10:04:59Z', [1]],
    ['2024-03-01T09:55:00Z- 2024-03-01T10:05:00Z', [0, 1, 3]],
    ['2024-03-02T00:00:00Z-1d', [2, 4]],
  ])('are read from when to when: %s', async (s3Interval, expected) => {
    expect(await asked('AWSLogs/', { s3Interval })).toEqual({
      ids: expected.map((i) => all[i]),
      errors: [],
      exitCode: 0,
    });
  });

  test('are read since so long ago, and the days before are not even listed', async () => {
    const hour = 3_600_000;
    const recent = add(other, 'us-east-1', minute(new Date(NOW.getTime() - hour)));
    add(other, 'us-east-1', minute(new Date(NOW.getTime() - 5 * hour)));
    const starts: (string | null)[] = [];
    server.answer = ({ url = '' }) => {
      const query = new URL(url, server.url).searchParams;
      if (query.has('start-after')) starts.push(query.get('start-after'));
      return false;
    };
    expect((await asked(`AWSLogs/${other}/`, { s3Interval: '3h' })).ids).toEqual([recent]);
    const day = new Date(NOW.getTime() - 3 * hour).toISOString().slice(0, 10).replaceAll('-', '/');
    expect(starts).toEqual([`p/AWSLogs/${other}/CloudTrail/us-east-1/${day}/`]);
  });

  test('settings that have no effect are said', async () => {
    const { errors, exitCode } = await asked('AWSLogs', { s3Interval: '1h' });
    expect(errors).toEqual([
      'sysshark: cloudtrail: s3Interval has no effect: the prefix does not end in AWSLogs/ or AWSLogs/ACCOUNT/',
    ]);
    expect(exitCode).toBe(0);
    expect((await asked(`AWSLogs/${one}/`, { s3AccountList: one })).errors[0]).toContain('s3AccountList has no effect');
  });

  test.each([
    [{ s3Interval: '2024-03-02T00:00:00Z-2024-03-01T00:00:00Z' }, 's3Interval ends before it begins'],
    [{ s3Interval: '1h -2h' }, 's3Interval takes'],
    [{ s3Interval: '2024-02-30T00:00:00Z' }, 's3Interval takes'],
    [{ s3Interval: '1y' }, 's3Interval takes'],
    [{ s3AccountList: '12' }, 's3AccountList takes accounts of 12 digits'],
    [{ s3DownloadConcurrency: 0 }, 's3DownloadConcurrency takes a whole number of at least 1'],
  ])('%j is refused', async (settings, message) => {
    const { errors, ids, exitCode } = await asked('AWSLogs/', settings);
    expect([errors, ids, exitCode]).toEqual([[expect.stringContaining(message)], [], 1]);
  });
});

describe('what fails', () => {
  beforeEach(() => {
    for (const name of ['a', 'b', 'c']) put(`logs/${name}.json.gz`, zipped(`${name}1`, `${name}2`));
  });

  test.each([403, 404])('an object that is answered with %i is named, the rest is read', async (status) => {
    const code = status === 403 ? 'AccessDenied' : 'NoSuchKey';
    server.answer = ({ url }, response) => {
      if (url !== '/logs/b.json.gz') return false;
      failWith(response, status, code);
      return true;
    };
    expect(await readFaulty('s3://logs')).toEqual({
      ids: ['a1', 'a2', 'c1', 'c2'],
      errors: [
        `sysshark: s3://logs/b.json.gz: it says ${code} (${code}, HTTP status ${status})`,
        'sysshark: s3://logs: a record or file could not be read',
      ],
      exitCode: 2,
    });
    expect(objectsAsked().filter((line) => line.endsWith('/b.json.gz'))).toHaveLength(1);
  });

  test('what fails for the moment is asked for again: lists, objects, connections', async () => {
    const failures = new Map([
      ['/logs/', 1],
      ['/logs/a.json.gz', 2],
      ['/logs/b.json.gz', 1],
      ['/logs/c.json.gz', 1],
    ]);
    server.answer = (request, response) => {
      const [path = ''] = (request.url ?? '').split('?');
      const left = failures.get(path) ?? 0;
      failures.set(path, left - 1);
      if (left <= 0) return false;
      if (path === '/logs/c.json.gz') request.socket.destroy();
      else failWith(response, path === '/logs/b.json.gz' ? 500 : 503, 'SlowDown');
      return true;
    };
    expect(await readFaulty('s3://logs')).toEqual({
      ids: ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'],
      errors: [],
      exitCode: 0,
    });
    expect(server.asked).toHaveLength(9);
  });

  test('what fails again and again is named', async () => {
    server.answer = ({ url }, response) => {
      if (url !== '/logs/b.json.gz') return false;
      failWith(response, 500, 'InternalError');
      return true;
    };
    const { ids, errors, exitCode } = await readFaulty('s3://logs');
    expect([ids, exitCode]).toEqual([['a1', 'a2', 'c1', 'c2'], 2]);
    expect(errors[0]).toBe('sysshark: s3://logs/b.json.gz: it says InternalError (InternalError, HTTP status 500)');
    expect(objectsAsked().filter((line) => line.endsWith('/b.json.gz'))).toHaveLength(5);
  });

  test.each([
    ['plain', trail('p1', 'p2', 'p3'), 300],
    ['gzip', gzipSync(trail(...Array.from({ length: 300 }, (_, i) => `z${i}-${Math.sin(i)}`))), 3000],
  ])('of a body that is always cut, what came is read (%s)', async (_, whole, sent) => {
    put('logs/b.json.gz', whole);
    server.answer = ({ url, socket }, response) => {
      if (url !== '/logs/b.json.gz') return false;
      response.writeHead(200, { 'content-length': whole.length });
      response.write(Buffer.from(whole).subarray(0, sent), () => setTimeout(() => socket.destroy(), 20));
      return true;
    };
    const { ids, errors, exitCode } = await readFaulty('s3://logs');
    expect(exitCode).toBe(2);
    expect(ids.slice(0, 2)).toEqual(['a1', 'a2']);
    expect(ids.slice(-2)).toEqual(['c1', 'c2']);
    const [first = ''] = ids.slice(2);
    expect(first).toMatch(/^(?:p1|z0-0)$/);
    const count = ids.length - 4;
    expect(errors).toEqual([
      expect.stringMatching(
        new RegExp(
          `^sysshark: s3://logs/b\\.json\\.gz: content is cut or damaged in or after record ${count + 1} at byte \\d+: the connection was closed after ${sent} of ${whole.length} bytes$`,
        ),
      ),
      'sysshark: s3://logs: a record or file could not be read',
    ]);
  });

  test('a body that is cut once is asked for again; a slow one is waited for', async () => {
    let cuts = 1;
    const whole = zipped('b1', 'b2');
    server.answer = ({ url, socket }, response) => {
      if (url !== '/logs/b.json.gz') return false;
      response.writeHead(200, { 'content-length': whole.length });
      if (cuts-- > 0) response.write(whole.subarray(0, 50), () => setTimeout(() => socket.destroy(), 20));
      else {
        const pieces = Array.from({ length: whole.length }, (_, i) => whole.subarray(i, i + 1));
        const send = (): void =>
          void (pieces.length === 0 ? response.end() : response.write(pieces.shift(), () => setTimeout(send, 2)));
        send();
      }
      return true;
    };
    expect(await readFaulty('s3://logs')).toEqual({
      ids: ['a1', 'a2', 'b1', 'b2', 'c1', 'c2'],
      errors: [],
      exitCode: 0,
    });
  });

  test('damaged gzip is named with its record and offset, as of a file', async () => {
    const whole = zipped('b1', 'b2');
    put('logs/b.json.gz', whole.subarray(0, whole.length - 10));
    const { ids, errors, exitCode } = await readFaulty('s3://logs');
    expect([ids.slice(0, 2), ids.slice(-2), exitCode]).toEqual([['a1', 'a2'], ['c1', 'c2'], 2]);
    expect(errors[0]).toMatch(
      /^sysshark: s3:\/\/logs\/b\.json\.gz: compressed content is cut or damaged in or after record \d+ at byte \d+: unexpected end/,
    );
  });

  test('credentials that expire end it; what came before is read', async () => {
    server.answer = ({ url }, response) => {
      if (url !== '/logs/b.json.gz') return false;
      response
        .writeHead(400)
        .end(`<Error><Code>ExpiredToken</Code><Message>Of ${secrets.join(' and ')}</Message></Error>`);
      return true;
    };
    expect(await readFaulty('s3://logs')).toEqual({
      ids: ['a1', 'a2'],
      errors: ['sysshark: cannot read s3://logs/b.json.gz: Of *** and *** and *** (ExpiredToken, HTTP status 400)'],
      exitCode: 1,
    });
  });

  test('a list that breaks off ends it; what came before is read', async () => {
    server.pageSize = 2;
    server.answer = ({ url }, response) => {
      if (url?.includes('continuation-token') !== true) return false;
      failWith(response, 403, 'AccessDenied');
      return true;
    };
    expect(await readFaulty('s3://logs')).toEqual({
      ids: ['a1', 'a2', 'b1', 'b2'],
      errors: ['sysshark: cannot list s3://logs: it says AccessDenied (AccessDenied, HTTP status 403)'],
      exitCode: 1,
    });
  });

  const region = '<Region>us-west-2</Region>';
  test.each([
    [403, 'AccessDenied', '', 'cannot list s3://logs: it says AccessDenied (AccessDenied, HTTP status 403)'],
    [404, 'NoSuchBucket', '', 'it says NoSuchBucket'],
    [301, 'PermanentRedirect', region, 'the bucket is in the region us-west-2: AWS_REGION=us-west-2 reads it'],
    [400, 'AuthorizationHeaderMalformed', region, 'the bucket is in the region us-west-2'],
    [400, 'InvalidRequest', '', 'it says InvalidRequest'],
  ])(
    'a bucket that cannot be listed is an error before anything is written: %i %s',
    async (status, code, more, message) => {
      server.answer = (_, response) => {
        failWith(response, status, code, more);
        return true;
      };
      const copy = scratch.path(`never-${code}.scap`);
      const { ids, errors, exitCode } = await readFaulty('s3://logs', ['-w', copy]);
      expect([ids, errors, exitCode]).toEqual([[], [expect.stringContaining(message)], 1]);
      expect(() => readFileSync(copy)).toThrow();
    },
  );

  test.each([
    ['s3://nothing', 'there are no log files (.json, .json.gz, .jsonl, .ndjson) in s3://nothing'],
    ['s3://', 'names no bucket'],
    ['s3:///x', 'names no bucket'],
    ['s3://a.b@c/x', 'names no bucket'],
  ])('%s is an error', async (place, message) => {
    const { ids, errors, exitCode } = await readFaulty(place);
    expect([ids, errors, exitCode]).toEqual([[], [expect.stringContaining(message)], 1]);
  });

  test('an answer that is no list is an error, not an empty bucket', async () => {
    server.answer = (_, response) => {
      response.end('<html>welcome</html>');
      return true;
    };
    const { errors, exitCode } = await readFaulty('s3://logs');
    expect([errors, exitCode]).toEqual([['sysshark: cannot list s3://logs: the answer is no list of S3'], 1]);
  });

  test('nobody there', async () => {
    const { errors, exitCode } = await readFaulty('s3://logs', [], { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });
    expect([errors, exitCode]).toEqual([['sysshark: cannot list s3://logs: connection refused'], 1]);
  });
});

test('an interrupt ends it, and keeps all that was read', async () => {
  put('logs/a.json', trail('a1', 'a2'));
  put('logs/b.json', trail('b1'));
  server.answer = ({ url }) => url === '/logs/b.json';
  const copy = scratch.path('interrupted.scap');
  const child = execa(PROGRAM, ['-I', 'cloudtrail:s3://logs', '--unbuffered', '-w', copy], {
    reject: false,
    env: server.env,
  });
  await until(() => existsSync(copy) && readFileSync(copy, 'latin1').includes('"a2"'));
  child.kill('SIGINT');
  const { exitCode, stderr } = await child;
  expect([exitCode, stderr]).toEqual([0, '']);
  expect((await sysshark(['-r', copy, ...IDS])).stdout.split('\n')).toEqual(['a1', 'a2']);
});

test('an interrupt ends it while the bucket does not answer, or is to be asked again', async () => {
  for (const status of [null, 503]) {
    server.asked.length = 0;
    server.answer = (_, response) => {
      if (status !== null) failWith(response, status, 'SlowDown');
      return true;
    };
    const copy = scratch.path(`waiting-${status}.scap`);
    const child = execa(PROGRAM, ['-I', 'cloudtrail:s3://logs', '-w', copy], { reject: false, env: server.env });
    await until(() => server.asked.length === (status === null ? 1 : 3));
    child.kill('SIGINT');
    const { exitCode, stderr } = await child;
    expect([exitCode, stderr]).toEqual([0, '']);
    expect((await sysshark(['-r', copy])).exitCode).toBe(0);
  }
});

test('a secure server is asked if its certificate is vouched for', async () => {
  const [key, cert] = [scratch.path('key.pem'), scratch.path('certificate.pem')];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const named = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  execFileSync('openssl', [...made, ...named, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const secure = await startAwsServer(KEYS, { key: readFileSync(key), cert: readFileSync(cert) });
  try {
    secure.objects.set('logs/a.json', Buffer.from(trail('a1')));
    const done = { ids: ['a1'], errors: [], exitCode: 0 };
    expect(await readFaulty('s3://logs', [], { ...secure.env, AWS_CA_BUNDLE: cert })).toEqual(done);
    const asked = secure.asked.length;
    const { errors, exitCode } = await readFaulty('s3://logs', [], secure.env);
    expect([errors, exitCode]).toEqual([[expect.stringContaining('self-signed certificate')], 1]);
    expect(secure.asked).toHaveLength(asked);
    const lost = await readFaulty('s3://logs', [], { ...secure.env, AWS_CA_BUNDLE: '/nowhere/ca' });
    expect(lost.errors).toEqual([
      'sysshark: cannot read the certificates /nowhere/ca (AWS_CA_BUNDLE): no such file or directory',
    ]);
  } finally {
    await secure.close();
  }
});

describe('credentials', () => {
  const { accessKeyId, secretAccessKey, sessionToken } = KEYS;
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key=${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
  const home = scratch.path('home');
  beforeAll(() => {
    mkdirSync(`${home}/.aws`, { recursive: true });
  });
  const NONE = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '', AWS_REGION: '', HOME: home };
  beforeEach(() => {
    put('logs/a.json', trail('a1'));
  });
  const files = (config: string, credentials: string): void => {
    writeFileSync(`${home}/.aws/config`, config);
    writeFileSync(`${home}/.aws/credentials`, credentials);
  };
  const OK = { ids: ['a1'], errors: [], exitCode: 0 };

  test('of shared files are found by profile, with region and endpoint', async () => {
    files('[default]\nregion = eu-west-1\n', `# mine\n[default]\n${keys}`);
    expect(await readFaulty('s3://logs', [], NONE)).toEqual(OK);
    files(
      `[profile audit]\nregion = eu-west-1 ; here\nservices = local\n${keys}\n[services local]\nsqs =\n  endpoint_url = http://127.0.0.1:1\ns3 =\n  endpoint_url = ${server.url}/\n`,
      '[default]\naws_access_key_id = x\naws_secret_access_key = y\n',
    );
    const noEndpoint = { ...NONE, AWS_ENDPOINT_URL: '' };
    expect(await readFaulty('s3://logs', [], { ...noEndpoint, AWS_PROFILE: 'audit' })).toEqual(OK);
    expect(await readFaulty('s3://logs', ['-H', 'cloudtrail:{"aws":{"profile":"audit"}}'], noEndpoint)).toEqual(OK);
    const wrong = { AWS_ACCESS_KEY_ID: 'w', AWS_SECRET_ACCESS_KEY: 'w' };
    // a profile that -H names comes before the environment, one of the environment behind it
    expect(
      await readFaulty('s3://logs', ['-H', 'cloudtrail:{"aws":{"profile":"audit"}}'], { ...noEndpoint, ...wrong }),
    ).toEqual(OK);
    const { exitCode, errors } = await readFaulty('s3://logs', [], { ...noEndpoint, ...wrong, AWS_PROFILE: 'audit' });
    expect([exitCode, errors]).toEqual([1, [expect.stringContaining('SignatureDoesNotMatch')]]);
  });

  test('of files that settings name', async () => {
    const [config, credentials] = [scratch.path('config'), scratch.path('credentials')];
    writeFileSync(config, '[default]\nregion=nowhere-1\n');
    writeFileSync(credentials, `[default]\n${keys}`);
    const aws = { config, credentials, region: 'eu-west-1' };
    expect(await readFaulty('s3://logs', ['-H', `cloudtrail:${JSON.stringify({ aws })}`], NONE)).toEqual(OK);
    const env = {
      ...NONE,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: credentials,
      AWS_DEFAULT_REGION: 'eu-west-1',
    };
    expect(await readFaulty('s3://logs', [], env)).toEqual(OK);
  });

  test.each([
    [
      '',
      '',
      {},
      /there are no AWS credentials in .*, and none of this container or an instance of EC2: aws configure makes some$/,
    ],
    ['', '', { AWS_PROFILE: 'gone' }, /the AWS profile "gone" is in no configuration file/],
    [
      `[default]\nrole_arn = arn:x\n${keys}`,
      '',
      {},
      /has a role_arn, and neither source_profile nor a credential_source/,
    ],
    ['[default]\nsso_session = x\n', '', {}, /"default" has no sso_account_id$/],
    ['[default]\nlogin_session = x\n', '', {}, /by login_session, which sysshark does not follow: eval/],
    ['', '', { AWS_WEB_IDENTITY_TOKEN_FILE: '/x' }, /AWS_WEB_IDENTITY_TOKEN_FILE is set, and AWS_ROLE_ARN is not$/],
    ['', '', { AWS_ACCESS_KEY_ID: accessKeyId }, /the environment has only one of/],
    ['', `[default]\n${keys}`, { AWS_REGION: 'x.example.com/' }, /is no region of AWS/],
    ['', `[default]\n${keys}`, { AWS_ENDPOINT_URL: 'file:///x' }, /the endpoint of s3 is no http/],
    ['', '', { AWS_SHARED_CREDENTIALS_FILE: '/nowhere/x' }, /cannot read \/nowhere\/x: no such file/],
  ])('that are not there or not followed are an error: %#', async (config, credentials, env, message) => {
    files(config, credentials);
    const { errors, ids, exitCode } = await readFaulty('s3://logs', [], { ...NONE, ...env });
    expect([errors, ids, exitCode]).toEqual([[expect.stringMatching(message)], [], 1]);
    expect(server.asked).toEqual([]);
  });
});
