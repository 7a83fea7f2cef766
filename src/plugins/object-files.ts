import { SyssharkError } from '../errors.js';
import { AwsError } from './aws/aws-error.js';
import type { S3, S3Object } from './aws/s3.js';
import { MAX_BODY } from './http-exchange.js';
import type { LogFile } from './log-files.js';

/** Bytes of objects that are downloaded ahead. */
const MAX_AHEAD = 64 << 20;

/** An object that is being downloaded. */
export class ObjectFile implements LogFile {
  readonly name: string;
  readonly size: number;
  cut: string | null = null;
  /** Whether it could not be read, or only in part. */
  hasFailed = false;
  private readonly content: Promise<Buffer>;

  constructor(s3: S3, object: S3Object) {
    this.name = nameOf(object);
    this.size = object.size;
    this.content = this.download(s3, object);
    // whoever waits for it is told
    this.content.catch(() => undefined);
  }

  whole(): Promise<Buffer> {
    return this.content;
  }

  open(): never {
    throw new Error('objects are read whole');
  }

  private async download(s3: S3, object: S3Object): Promise<Buffer> {
    try {
      if (object.size > MAX_BODY) throw new Error(`it has ${object.size} bytes, and at most ${MAX_BODY} are read`);
      const { body, cut } = await s3.get(object);
      this.cut = cut;
      this.hasFailed = cut !== null;
      return body;
    } catch (error) {
      this.hasFailed = true;
      if (error instanceof AwsError && error.isGeneral)
        throw new SyssharkError('IO', `cannot read ${this.name}: ${error.message}`, { cause: error });
      throw error;
    }
  }
}

/** The name of an object in messages. */
export const nameOf = ({ bucket, key }: Pick<S3Object, 'bucket' | 'key'>): string => `s3://${bucket}/${key}`;

/** Downloads objects one after the other, several at a time, ahead of who takes them. */
export class Downloads {
  private readonly s3: S3;
  private readonly objects: AsyncIterator<S3Object, void, void>;
  private readonly concurrency: number;
  private readonly ahead: ObjectFile[] = [];
  private isOver = false;
  /** What the list has thrown. */
  private failure: Error | null = null;

  /** `concurrency`: objects at a time. */
  constructor(s3: S3, objects: AsyncIterator<S3Object, void, void>, concurrency: number) {
    this.s3 = s3;
    this.objects = objects;
    this.concurrency = concurrency;
  }

  /** The next object; null at the end. Throws what the list throws, once everything before it was taken. */
  async next(): Promise<ObjectFile | null> {
    while (!this.isOver && this.hasRoom()) await this.begin();
    const file = this.ahead.shift() ?? null;
    if (file === null && this.failure !== null) throw this.failure;
    return file;
  }

  private async begin(): Promise<void> {
    try {
      const { value } = await this.objects.next();
      if (value === undefined) this.isOver = true;
      else this.ahead.push(new ObjectFile(this.s3, value));
    } catch (error) {
      this.isOver = true;
      this.failure = error as Error;
    }
  }

  private hasRoom(): boolean {
    const bytes = this.ahead.reduce((sum, { size }) => sum + size, 0);
    return this.ahead.length < this.concurrency && (this.ahead.length === 0 || bytes < MAX_AHEAD);
  }
}
