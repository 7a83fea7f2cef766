import type { ScapError } from '../errors.js';
import { emptyHeader } from '../scap/header.js';
import type { EventSource, SourceItem } from '../source/source.js';
import type { Body, BodyQueue } from './body-queue.js';
import { RecordTaker, type RecordTakerOptions } from './record-taker.js';
import type { WebhookServer } from './webhook-server.js';

/** What is received by a webhook. */
interface Receiving {
  readonly server: WebhookServer;
  readonly queue: BodyQueue;
}

/** Records in the bodies of requests, until it is stopped. All that was acknowledged is delivered. */
export class WebhookSource implements EventSource {
  readonly name: string;
  private readonly receiving: Receiving;
  private readonly options: RecordTakerOptions;
  private readonly taker: RecordTaker;
  private count = 0;

  /** `name`: the address. */
  constructor(name: string, receiving: Receiving, options: RecordTakerOptions) {
    this.name = name;
    this.receiving = receiving;
    this.options = options;
    this.taker = new RecordTaker(name, options);
  }

  get damage(): ScapError | null {
    return this.taker.damage;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    const { taker } = this;
    const { queue } = this.receiving;
    try {
      // not before: root has been given up by now
      this.options.warn(`sysshark: waits for audit events at ${this.name}`);
      yield { kind: 'header', header: emptyHeader() };
      for (let body = await queue.next(); body !== null; body = await queue.next()) yield* this.records(body);
      taker.sayLeftOut([]);
      const { damage } = this;
      if (damage !== null) throw damage;
    } finally {
      this.close();
    }
  }

  private *records({ bytes, from }: Body): Generator<SourceItem, void, void> {
    const { scanner } = this.options;
    this.count++;
    scanner.begin();
    scanner.textEnd += bytes.copy(scanner.bytes, scanner.textEnd);
    yield* this.taker.scanned(`request ${this.count}, of ${from}`, true);
    yield* this.taker.blocks();
  }

  stop(): void {
    this.receiving.server.stop();
    this.receiving.queue.close();
  }

  close(): void {
    this.stop();
    this.receiving.server.close();
  }
}
