import { SyssharkError } from '../errors.js';
import type { EventSource } from '../source/source.js';
import { reasonOf } from '../source/system-error.js';
import { AwsClient } from './aws/aws-client.js';
import { findIdentity } from './aws/find-identity.js';
import type { AwsSettings } from './aws/identity.js';
import { S3 } from './aws/s3.js';
import { Sqs } from './aws/sqs.js';
import { CLOUDTRAIL, CLOUDTRAIL_ID } from './cloudtrail.js';
import { requestsEnd } from './http-exchange.js';
import type { LogParts } from './log-parts.js';
import { QueueFiles } from './queue-files.js';
import { RecordFiles } from './record-files.js';
import { FORMAT, RecordScanner } from './record-scanner.js';

const QUEUE_URL = /^sqs:\/\/([\w-]{1,80}(?:\.fifo)?)$/;

/** Opens sqs://QUEUE of CloudTrail, whose messages name log files as they are written. Throws SyssharkError. */
export async function openTrailQueue(params: string, { env, settings, warn, ended }: LogParts): Promise<EventSource> {
  const [, queue] = QUEUE_URL.exec(params) ?? [];
  if (queue === undefined) throw new SyssharkError('USAGE', `-I cloudtrail: ${params} names no queue: give sqs://NAME`);
  const requests = requestsEnd();
  ended?.addEventListener('abort', () => requests.abort());
  const asked = { settings: settings['aws'] as AwsSettings, signal: requests.signal };
  const identity = findIdentity(env, '-I cloudtrail', asked);
  await identity.keys.get();
  if (identity.region === null)
    throw new SyssharkError(
      'USAGE',
      `-I cloudtrail: ${params} needs the region of the queue: AWS_REGION=eu-west-1, say`,
    );
  const client = new AwsClient(identity, requests.signal);
  const sqs = new Sqs(client, identity.region);
  try {
    await sqs.open(queue, settings['sqsOwnerAccount'] as string);
    warn(`sysshark: waits for messages of ${params}`);
  } catch (error) {
    if (!requests.signal.aborted)
      throw new SyssharkError('IO', `cannot open ${params}: ${reasonOf(error)}`, { cause: error });
  }
  return new RecordFiles(
    params,
    (fault) =>
      new QueueFiles({
        name: params,
        sqs,
        s3: new S3(client),
        concurrency: settings['s3DownloadConcurrency'] as number,
        deletes: settings['sqsDelete'] as boolean,
        isOfBucket: settings['useS3SNS'] as boolean,
        fault,
        requests,
      }),
    { scanner: new RecordScanner(CLOUDTRAIL_ID, FORMAT.CLOUDTRAIL), plugin: CLOUDTRAIL.name, warn },
  );
}
