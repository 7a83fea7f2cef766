import type { HttpAnswer } from '../http-exchange.js';
import type { AwsClient, AwsRequest } from './aws-client.js';
import { AwsError } from './aws-error.js';
import { elementsOf, textOf } from './xml.js';

/** An object in a bucket. */
export interface S3Object {
  readonly bucket: string;
  readonly key: string;
  /** Bytes; 0 if that is not known. */
  readonly size: number;
}

/** A page of a list: objects and, with a delimiter, what is like folders. */
export interface S3Page {
  readonly objects: readonly S3Object[];
  readonly folders: readonly string[];
}

/** What of a bucket is listed. */
export interface S3Listing {
  readonly bucket: string;
  readonly prefix: string;
  /** '/' for what is directly below the prefix. */
  readonly delimiter?: string;
  /** Keys up to this one are left out. */
  readonly startAfter?: string;
}

/** The region of the AWS tools for S3 where none is given. */
const USUAL_REGION = 'us-east-1';
const BUCKET = /^[A-Za-z\d][A-Za-z\d._-]{1,61}[A-Za-z\d]$/;
/** Names that are fine as a part of a host name, also in a certificate for it. */
const HOST_PART = /^[a-z\d-]+$/;
const OK = 200;

const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const encodedPath = (key: string): string => key.split('/').map(encoded).join('/');

/** The end of host names of AWS in a region. */
export const suffixOf = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com');

/** Whether a name may be that of a bucket. */
export const isBucket = (name: string): boolean => BUCKET.test(name);

/** Reads buckets of S3, and stores objects in them. */
export class S3 {
  private readonly client: AwsClient;
  private readonly region: string;

  constructor(client: AwsClient) {
    this.client = client;
    this.region = client.identity.region ?? USUAL_REGION;
  }

  /** The pages of a list, in the order of S3: by the bytes of the keys. Throws AwsError, or the error of the system. */
  async *list({ bucket, prefix, delimiter, startAfter }: S3Listing): AsyncGenerator<S3Page, void, void> {
    const asked = { 'list-type': '2', 'encoding-type': 'url', prefix, delimiter, 'start-after': startAfter };
    for (let token: string | undefined, last = ''; token !== last; ) {
      last = token ?? '';
      const query = { ...asked, 'continuation-token': token };
      const answer = await this.client.send(this.request(bucket, '', query));
      const xml = this.whole(answer).toString('utf8');
      if (!xml.includes('<ListBucketResult')) throw new AwsError('', 'the answer is no list of S3');
      yield pageOf(xml, bucket);
      if (textOf(xml, 'IsTruncated') !== 'true') return;
      token = textOf(xml, 'NextContinuationToken');
    }
    throw new AwsError('', 'the list has a next page, but S3 does not say which');
  }

  /** The content of an object, perhaps cut. Throws AwsError, or the error of the system. */
  async get({ bucket, key }: Pick<S3Object, 'bucket' | 'key'>): Promise<Pick<HttpAnswer, 'body' | 'cut'>> {
    const answer = await this.client.send(this.request(bucket, key));
    if (answer.status !== OK) throw this.errorOf(answer);
    return answer;
  }

  /** Stores a file as an object; one that is there already is replaced. Throws AwsError, or the error of the system. */
  async put({ bucket, key, size }: S3Object, { path, sha256 }: { path: string; sha256: string }): Promise<void> {
    const headers = { 'content-length': String(size), 'x-amz-content-sha256': sha256 };
    const answer = await this.client.send({ ...this.request(bucket, key), method: 'PUT', headers, body: { path } });
    if (answer.status !== OK) throw this.errorOf(answer);
  }

  private request(bucket: string, key: string, query: Readonly<Record<string, string | undefined>> = {}): AwsRequest {
    const { region } = this;
    const endpoint = this.client.identity.endpoints.s3;
    const host = `s3.${region}.${suffixOf(region)}`;
    const place = HOST_PART.test(bucket) ? `https://${bucket}.${host}` : `https://${host}/${bucket}`;
    const base = endpoint === null ? place : `${endpoint}/${bucket}`;
    const pairs = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${encoded(value)}`],
    );
    const path = `${base}/${encodedPath(key)}`;
    const url = new URL(pairs.length === 0 ? path : `${path}?${pairs.join('&')}`);
    // "." and ".." would be taken out, and another object asked for
    if (!url.pathname.endsWith(`/${encodedPath(key)}`))
      throw new AwsError('', 'a key with "." or ".." between slashes cannot be asked for');
    return { service: 's3', region, method: 'GET', url, headers: {} };
  }

  private whole(answer: HttpAnswer): Buffer {
    if (answer.status !== OK) throw this.errorOf(answer);
    if (answer.cut !== null) throw new AwsError('', `the answer is cut: ${answer.cut}`);
    return answer.body;
  }

  private errorOf({ status, headers, body }: HttpAnswer): AwsError {
    const xml = body.toString('utf8');
    const code = textOf(xml, 'Code');
    const region = headers['x-amz-bucket-region'] ?? textOf(xml, 'Region');
    if (typeof region === 'string' && /^[a-z\d-]+$/.test(region) && region !== this.region)
      return new AwsError('PermanentRedirect', `the bucket is in the region ${region}: AWS_REGION=${region} reads it`);
    const elsewhere = textOf(xml, 'Endpoint') || headers.location;
    const words =
      textOf(xml, 'Message') || (elsewhere ? `it is to be asked for at ${elsewhere}` : 'S3 does not say why');
    const what = code === '' ? `HTTP status ${status}` : `${code}, HTTP status ${status}`;
    return new AwsError(code, `${this.client.harmless(words)} (${this.client.harmless(what)})`);
  }
}

function pageOf(xml: string, bucket: string): S3Page {
  const isEncoded = textOf(xml, 'EncodingType') === 'url';
  const name = (text: string): string => (isEncoded ? decodeURIComponent(text.replaceAll('+', ' ')) : text);
  return {
    objects: elementsOf(xml, 'Contents').map((object) => ({
      bucket,
      key: name(textOf(object, 'Key')),
      size: Number(textOf(object, 'Size')) || 0,
    })),
    folders: elementsOf(xml, 'CommonPrefixes').map((folder) => name(textOf(folder, 'Prefix'))),
  };
}
