import { isObject } from '../bytes/json-object.js';
import type { S3Object } from './aws/s3.js';
import { isBucket } from './aws/s3.js';

type Json = Readonly<Record<string, unknown>>;

function parsed(text: unknown, what: string): Json {
  let json: unknown = null;
  try {
    json = typeof text === 'string' ? JSON.parse(text) : null;
  } catch {
    // as if it were no object
  }
  if (!isObject(json)) throw new Error(`${what} is no JSON object`);
  return json;
}

function objectOf(bucket: unknown, key: unknown): S3Object {
  if (typeof bucket !== 'string' || typeof key !== 'string' || !isBucket(bucket) || key === '')
    throw new Error('it names no object of S3');
  return { bucket, key, size: 0 };
}

/** In events of S3, keys are encoded as in forms. */
function decoded(key: unknown): unknown {
  if (typeof key !== 'string') return key;
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
}

function ofTrail({ s3Bucket, s3ObjectKey }: Json): S3Object[] {
  if (!Array.isArray(s3ObjectKey)) throw new Error('it has no s3ObjectKey');
  return s3ObjectKey.map((key: unknown) => objectOf(s3Bucket, key));
}

function ofBucket({ Records: records = [] }: Json): S3Object[] {
  if (!Array.isArray(records)) throw new Error('it has no Records');
  return records.map((record: unknown) => {
    const { s3 } = isObject(record) ? record : ({} as Json);
    const { bucket, object } = isObject(s3) ? s3 : ({} as Json);
    return objectOf(isObject(bucket) ? bucket['name'] : null, isObject(object) ? decoded(object['key']) : null);
  });
}

/**
 * The log files that a message of a queue names: a notification of SNS in which CloudTrail names them or, if `isOfBucket`, S3 does. Throws
 * Error that says why it is no such message.
 */
export function objectsNamedBy(body: string, isOfBucket: boolean): S3Object[] {
  const { Type: type, Message: message } = parsed(body, 'the message');
  if (type !== 'Notification') throw new Error('the message is no notification of SNS');
  const notification = parsed(message, 'the notification');
  return isOfBucket ? ofBucket(notification) : ofTrail(notification);
}
