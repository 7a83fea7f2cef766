import { SyssharkError } from '../errors.js';
import type { EventSource } from '../source/source.js';
import { reasonOf } from '../source/system-error.js';
import { AwsClient } from './aws/aws-client.js';
import { findIdentity } from './aws/find-identity.js';
import type { AwsSettings } from './aws/identity.js';
import { parseObjectPlace } from './aws/object-place.js';
import { S3 } from './aws/s3.js';
import { CLOUDTRAIL, CLOUDTRAIL_ID } from './cloudtrail.js';
import { requestsEnd } from './http-exchange.js';
import { type LogFiles, noLogFiles } from './log-files.js';
import type { LogParts } from './log-parts.js';
import { Downloads, type ObjectFile } from './object-files.js';
import { RecordFiles } from './record-files.js';
import { FORMAT, RecordScanner } from './record-scanner.js';
import { parseInterval } from './trail-interval.js';
import { parseAccounts, type TrailPlace, trailObjects, unusedBy } from './trail-objects.js';

/** Log files in a bucket. */
class BucketFiles implements LogFiles {
  readonly waits = true;
  readonly noun = 'file';
  private readonly name: string;
  private readonly downloads: Downloads;
  private readonly requests: AbortController;
  private first: ObjectFile | null = null;

  /** `name`: that of the place; `requests` ends what is asked. */
  constructor(name: string, downloads: Downloads, requests: AbortController) {
    this.name = name;
    this.downloads = downloads;
    this.requests = requests;
  }

  /** Finds the first one. Throws SyssharkError IO if there is none, or the bucket cannot be read. */
  async open(): Promise<void> {
    const first = await this.next();
    if (first === null && !this.requests.signal.aborted) throw noLogFiles(this.name, true);
    this.first = first;
  }

  async next(): Promise<ObjectFile | null> {
    const { first, name } = this;
    this.first = null;
    try {
      return first ?? (await this.downloads.next());
    } catch (error) {
      if (this.requests.signal.aborted) return null;
      throw new SyssharkError('IO', `cannot list ${name}: ${reasonOf(error)}`, { cause: error });
    }
  }

  stop(): void {
    this.requests.abort();
  }
}

function placeOf(params: string, { settings }: LogParts): TrailPlace {
  const place = parseObjectPlace(params);
  if (place === null)
    throw new SyssharkError(
      'USAGE',
      `-I cloudtrail: ${params} names no bucket: give s3://BUCKET or s3://BUCKET/PREFIX`,
    );
  const interval = parseInterval(settings['s3Interval'] as string, Date.now());
  return { ...place, interval, accounts: parseAccounts(settings['s3AccountList'] as string) };
}

/** Opens s3://BUCKET/PREFIX of CloudTrail. Throws SyssharkError. */
export async function openTrailBucket(params: string, parts: LogParts): Promise<EventSource> {
  const { env, settings, warn, ended } = parts;
  const place = placeOf(params, parts);
  const requests = requestsEnd();
  const stop = (): void => requests.abort();
  ended?.addEventListener('abort', stop);
  const asked = { settings: settings['aws'] as AwsSettings, signal: requests.signal };
  const identity = findIdentity(env, '-I cloudtrail', asked);
  await identity.keys.get();
  const s3 = new S3(new AwsClient(identity, requests.signal));
  const downloads = new Downloads(s3, trailObjects(s3, place), settings['s3DownloadConcurrency'] as number);
  const files = new BucketFiles(params, downloads, requests);
  await files.open();
  const unused = unusedBy(place);
  if (unused !== null) warn(`sysshark: cloudtrail: ${unused}`);
  const scanner = new RecordScanner(CLOUDTRAIL_ID, FORMAT.CLOUDTRAIL);
  return new RecordFiles(params, () => files, { scanner, plugin: CLOUDTRAIL.name, warn });
}
