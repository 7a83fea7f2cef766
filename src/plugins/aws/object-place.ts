import { isBucket } from './s3.js';

/** A bucket, and what the keys of its objects begin with; '' for nothing. */
export interface ObjectPlace {
  readonly bucket: string;
  readonly prefix: string;
}

/** Reads s3://BUCKET or s3://BUCKET/PREFIX; null if the text is something else. */
export function parseObjectPlace(text: string): ObjectPlace | null {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(text) ?? [];
  return isBucket(bucket) ? { bucket, prefix } : null;
}
