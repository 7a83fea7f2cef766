import { Batch } from '../../bytes/batch.js';
import { checkBatch } from '../../scap/event-check.js';
import { emptyHeader } from '../../scap/header.js';
import type { EventSource, SourceItem } from '../../source/source.js';
import type { BatchValues } from './batch-values.js';
import type { Running } from './extraction.js';
import { BATCH_HEAD, COMMAND, STATUS } from './frames.js';
import type { HostProcess } from './host-process.js';
import type { HostedValues } from './hosted-values.js';
import { blocksOfPlugin } from './plugin-events.js';

const NOTHING = Buffer.alloc(0);

/** The events that a hosted plugin delivers, with the values of their fields. */
export class HostedSource implements EventSource {
  readonly name: string;
  readonly damage = null;
  private readonly host: HostProcess;
  private readonly values: HostedValues;
  private readonly given: BatchValues;
  private readonly id: number;
  private isStopped = false;
  private tellStop: () => void = () => undefined;

  /** `host` has opened the plugin, whose id is `id`. */
  constructor({ host, values }: Running, given: BatchValues, id: number) {
    this.name = host.library;
    this.host = host;
    this.values = values;
    this.given = given;
    this.id = id;
  }

  async *items(): AsyncGenerator<SourceItem, void, void> {
    yield { kind: 'header', header: emptyHeader() };
    try {
      yield* this.batches();
    } finally {
      // the plugin may have to free what it holds elsewhere
      this.close();
      await this.host.gone;
    }
  }

  private async *batches(): AsyncGenerator<SourceItem, void, void> {
    const stop = new Promise<null>((resolve) => {
      this.tellStop = () => resolve(null);
    });
    let last = 0;
    while (!this.isStopped) {
      this.host.send(COMMAND.NEXT, NOTHING);
      const answer = await Promise.race([this.answer(last), stop]);
      if (answer === null) return;
      const { content, crash } = answer;
      const [status, count] = [content.readUInt32LE(0), content.readUInt32LE(4)];
      const [blocks, rows] = [content.readUInt32LE(8), content.readUInt32LE(12)];
      const valuesAt = BATCH_HEAD + blocks;
      last = content.readUInt32LE(16);
      const batch = count === 0 ? null : this.batch(content, count, valuesAt, rows);
      if (batch !== null) yield { kind: 'events', batch };
      if (crash !== null) throw crash;
      if (count > 0 && batch === null) throw this.host.failure('the plugin has damaged the memory of its process');
      if (status === STATUS.FAILED) throw this.host.failure(content.toString('utf8', valuesAt + rows));
      if (status === STATUS.END) return;
    }
  }

  /** The next batch; after a crash, what the host had not sent of those after the batch `last`. Throws SyssharkError IO. */
  private async answer(last: number): Promise<{ readonly content: Buffer; readonly crash: unknown }> {
    try {
      return { content: (await this.host.receive()).content, crash: null };
    } catch (error) {
      const content = this.host.unsent(last);
      if (content === null) throw error;
      return { content, crash: error };
    }
  }

  stop(): void {
    this.isStopped = true;
    this.tellStop();
  }

  close(): void {
    this.stop();
    this.host.close();
  }

  /** The events of an answer; null if the plugin has overwritten the memory of its host. */
  private batch(content: Buffer, count: number, valuesAt: number, size: number): Batch | null {
    const batch = new Batch(content);
    batch.start = BATCH_HEAD;
    batch.end = valuesAt;
    checkBatch(batch);
    const isSound = batch.end === valuesAt && batch.count === count && valuesAt + size <= content.length;
    const blocks = blocksOfPlugin(batch, this.id);
    if (!isSound || !this.values.put(blocks, content.subarray(valuesAt, valuesAt + size))) return null;
    this.given.put(batch.bytes, this.values);
    return batch;
  }
}
