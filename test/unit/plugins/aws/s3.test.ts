import { expect, test } from '@jest/globals';
import type { AwsClient, AwsRequest } from '../../../../src/plugins/aws/aws-client.js';
import { S3 } from '../../../../src/plugins/aws/s3.js';

/** The URL that is asked for an object. */
async function urlOf(
  key: string,
  bucket = 'logs',
  region: string | null = 'eu-west-1',
  s3: string | null = null,
): Promise<string> {
  const asked: string[] = [];
  const client = {
    identity: { keys: {}, region, endpoints: { s3, sqs: null } },
    send: (request: AwsRequest) => {
      asked.push(request.url.href);
      return Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0), cut: null });
    },
  } as unknown as AwsClient;
  await new S3(client).get({ bucket, key });
  return asked.join();
}

test.each([
  [urlOf('a/b.json'), 'https://logs.s3.eu-west-1.amazonaws.com/a/b.json'],
  [urlOf('a', 'logs', null), 'https://logs.s3.us-east-1.amazonaws.com/a'],
  [urlOf('a', 'logs', 'cn-north-1'), 'https://logs.s3.cn-north-1.amazonaws.com.cn/a'],
  // no certificate is for these
  [urlOf('a', 'my.logs'), 'https://s3.eu-west-1.amazonaws.com/my.logs/a'],
  [urlOf('a', 'Old_logs'), 'https://s3.eu-west-1.amazonaws.com/Old_logs/a'],
  [urlOf('a', 'logs', null, 'http://localhost:9000/base'), 'http://localhost:9000/base/logs/a'],
  [urlOf("/a b+c?d#e%'!"), 'https://logs.s3.eu-west-1.amazonaws.com//a%20b%2Bc%3Fd%23e%25%27%21'],
])('objects are asked for at their address: %#', async (url, expected) => {
  expect(await url).toBe(expected);
});

test.each(['../b/c', 'a/./b', 'a/..'])('a key that a URL cannot have is refused: %s', async (key) => {
  await expect(urlOf(key)).rejects.toThrow('cannot be asked for');
});
