import { type MessagePort, workerData } from 'node:worker_threads';
import type { StoredColumn } from '../analysis/calls/column-store.js';
import { SyssharkError } from '../errors.js';
import { scan } from './scan.js';
import { COUNTER, MOST_WAITING, type ScanMessage, type ScanThread } from './scan-request.js';

const memoryOf = ({ data, valid, texts }: StoredColumn): ArrayBuffer[] => [
  data,
  ...(valid === null ? [] : [valid]),
  ...(texts === null ? [] : [texts.bytes, texts.ends]),
];

const messageOf = (error: unknown): string =>
  error instanceof SyssharkError ? error.message : `this is a bug: ${error instanceof Error ? error.stack : error}`;

/** Sends messages to the thread that takes them, and waits while it is behind. */
class Sender {
  private readonly port: MessagePort;
  private readonly counters: Int32Array;

  constructor({ port, counters }: ScanThread) {
    this.port = port as MessagePort;
    this.counters = counters;
  }

  send(message: ScanMessage): void {
    const { port, counters } = this;
    port.postMessage(message, message.kind === 'rows' ? message.rows.columns.flatMap(memoryOf) : []);
    const sent = Atomics.add(counters, COUNTER.SENT, 1) + 1;
    Atomics.notify(counters, COUNTER.SENT);
    for (;;) {
      const taken = Atomics.load(counters, COUNTER.TAKEN);
      if (sent - taken < MOST_WAITING) return;
      Atomics.wait(counters, COUNTER.TAKEN, taken);
    }
  }
}

/** The thread of a ScanStream: reads captures and sends their rows. */
export async function runScanThread(): Promise<void> {
  const thread = workerData as ScanThread;
  const sender = new Sender(thread);
  try {
    const problem = await scan(thread.request, (rows) => sender.send({ kind: 'rows', rows }));
    sender.send({ kind: 'end', problem });
  } catch (error) {
    sender.send({ kind: 'failed', message: messageOf(error) });
  }
}
