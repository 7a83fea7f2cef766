/** A request's body, and who sent it. */
export interface Body {
  readonly bytes: Buffer;
  readonly from: string;
}

/** Bodies that have been received and wait to be read. */
export class BodyQueue {
  /** Bytes of all of them. */
  size = 0;
  private readonly bodies: Body[] = [];
  private readonly limit: number;
  private isClosed = false;
  /** Called when there is something new to see. */
  private wakers: (() => void)[] = [];

  /** `limit`: bytes from which on nothing more should be received. */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Adds one. */
  add(body: Body): void {
    this.size += body.bytes.length;
    this.bodies.push(body);
    this.wake();
  }

  /** The next one, as soon as there is one; null once it is closed and empty. */
  async next(): Promise<Body | null> {
    while (this.bodies.length === 0 && !this.isClosed) await this.change();
    const body = this.bodies.shift() ?? null;
    this.size -= body?.bytes.length ?? 0;
    this.wake();
    return body;
  }

  /** Resolves when more may be received, or when it is closed. */
  async room(): Promise<void> {
    while (this.size > this.limit && !this.isClosed) await this.change();
  }

  /** Ends what waits. Idempotent. */
  close(): void {
    this.isClosed = true;
    this.wake();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.wakers.push(resolve));
  }

  private wake(): void {
    const { wakers } = this;
    this.wakers = [];
    for (const wake of wakers) wake();
  }
}
