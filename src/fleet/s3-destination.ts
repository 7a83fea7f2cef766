import { SyssharkError } from '../errors.js';
import { AwsClient } from '../plugins/aws/aws-client.js';
import { AwsError } from '../plugins/aws/aws-error.js';
import { findIdentity } from '../plugins/aws/find-identity.js';
import type { ObjectPlace } from '../plugins/aws/object-place.js';
import { S3 } from '../plugins/aws/s3.js';
import { requestsEnd } from '../plugins/http-exchange.js';
import { type Destination, type Outcome, TAKEN } from './destination.js';
import { digestOf } from './digest.js';
import { fileOf } from './item.js';
import { ownName } from './own-name.js';
import type { Spooled } from './spool.js';
import { isLoopback } from './target.js';

const TOO_LARGE = 'EntityTooLarge';

/** A bucket of S3 as what items are sent to. An item has the same key whenever it is sent, so it is there once. */
export class S3Destination implements Destination {
  readonly name: string;
  private readonly s3: S3;
  private readonly place: ObjectPlace;
  private readonly requests = requestsEnd();

  /** Throws SyssharkError that says which keys or regions are missing, or that captures would be sent without TLS. */
  constructor(place: ObjectPlace, env: Readonly<NodeJS.ProcessEnv>, isInsecure: boolean) {
    const { bucket, prefix } = place;
    this.name = `s3://${bucket}${prefix === '' ? '' : `/${prefix}`}`;
    const folder = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
    this.place = { bucket, prefix: `${folder}${ownName()}/` };
    const identity = findIdentity(env, `--to ${this.name}`, { signal: this.requests.signal });
    const endpoint = identity.endpoints.s3 === null ? null : new URL(identity.endpoints.s3);
    if (endpoint?.protocol === 'http:' && !isInsecure && !isLoopback(endpoint.hostname))
      throw new SyssharkError(
        'USAGE',
        `--to ${this.name}: without TLS, captures go only to this machine: use an endpoint with https (--insecure: send them anyway)`,
      );
    this.s3 = new S3(new AwsClient(identity, this.requests.signal));
  }

  async put({ id, path, bytes }: Spooled): Promise<Outcome> {
    const { bucket, prefix } = this.place;
    try {
      const object = { bucket, key: `${prefix}${fileOf(id)}`, size: bytes };
      await this.s3.put(object, { path, sha256: await digestOf(path) });
      return TAKEN;
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return error.code === TOO_LARGE ? { kind: 'too large' } : { kind: 'failed', reason: error.message };
    }
  }

  close(): void {
    this.requests.abort();
  }
}
