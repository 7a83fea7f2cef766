import { createHash, randomBytes } from 'node:crypto';

const SECRET_SIZE = 32;
/** How long something can be fetched after it was asked for, in ms. */
const LIFE_MS = 60_000;
/** What is waiting to be fetched, at most; the oldest is forgotten. */
const MAX_WAITING = 16;
const FOLDER = '/d/';

interface Waiting<T> {
  readonly job: T;
  readonly until: number;
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64');

/** What can be fetched without the token, each by a secret path that works once and not for long. */
export class Downloads<T> {
  private readonly waiting = new Map<string, Waiting<T>>();
  private readonly now: () => number;

  /** `now`: a clock in ms. */
  constructor(now: () => number) {
    this.now = now;
  }

  /** Lets a job be fetched; returns its path. */
  offer(job: T): string {
    const [oldest] = this.waiting.keys();
    if (this.waiting.size >= MAX_WAITING && oldest !== undefined) this.waiting.delete(oldest);
    const secret = randomBytes(SECRET_SIZE).toString('base64url');
    this.waiting.set(digest(secret), { job, until: this.now() + LIFE_MS });
    return FOLDER + secret;
  }

  /** Whether a path is one for downloads, whatever is behind it. */
  isPath(path: string): boolean {
    return path.startsWith(FOLDER);
  }

  /** The job of a path, which is then forgotten; null if there is none (any more). */
  take(path: string): T | null {
    const key = digest(path.slice(FOLDER.length));
    const found = this.waiting.get(key);
    this.waiting.delete(key);
    return found !== undefined && this.now() <= found.until ? found.job : null;
  }
}
