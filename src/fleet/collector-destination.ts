import { type CollectorClient, fileBody } from './collector-client.js';
import { type Destination, type Outcome, TAKEN } from './destination.js';
import { digestOf } from './digest.js';
import { ALLOWS_FETCH } from './fetch-protocol.js';
import { pathOf } from './item.js';
import type { Spooled } from './spool.js';

const OK = 200;
const FIRST_ERROR = 300;
const TOO_LARGE = 413;
/** Characters of an answer that a message repeats. */
const MOST_TEXT = 300;

/** A collector as what items are sent to. */
export class CollectorDestination implements Destination {
  private readonly client: CollectorClient;
  private readonly allowsFetch: boolean;

  /** `allowsFetch`: whether the collector may ask for periods of the ring. */
  constructor(client: CollectorClient, allowsFetch: boolean) {
    this.client = client;
    this.allowsFetch = allowsFetch;
  }

  get name(): string {
    return this.client.name;
  }

  async put({ id, path, bytes }: Spooled): Promise<Outcome> {
    const headers = {
      'x-content-sha256': await digestOf(path),
      ...(this.allowsFetch ? { [ALLOWS_FETCH]: 'yes' } : {}),
    };
    const { status, text } = await this.client.put(pathOf(id), fileBody(path, bytes), headers);
    if (status >= OK && status < FIRST_ERROR) return TAKEN;
    if (status === TOO_LARGE) return { kind: 'too large' };
    return { kind: 'failed', reason: `it answers ${status}${text === '' ? '' : `: ${text.slice(0, MOST_TEXT)}`}` };
  }

  close(): void {
    this.client.close();
  }
}
