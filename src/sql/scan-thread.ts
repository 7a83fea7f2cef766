import { type MessagePort, workerData } from 'node:worker_threads';
import type { StoredColumn } from '../analysis/calls/column-store.js';
import { SyssharkError } from '../errors.js';
import { scan } from './scan.js';
import { COUNTER, MOST_WAITING, type ScanMessage, type ScanRequest, type ScanThread } from './scan-request.js';

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

/** Reads captures and sends their rows; false if one of them failed. */
async function read(request: ScanRequest, input: number, sender: Sender): Promise<boolean> {
  try {
    const problem = await scan(request, (rows) => sender.send({ kind: 'rows', input, rows }));
    if (problem !== null) sender.send({ kind: 'problem', input, message: problem });
    return true;
  } catch (error) {
    sender.send({ kind: 'failed', input, message: messageOf(error) });
    return false;
  }
}

/** The thread of a ScanStream: reads captures and sends their rows. */
export async function runScanThread(): Promise<void> {
  const thread = workerData as ScanThread;
  const { request } = thread;
  const sender = new Sender(thread);
  const groups = request.order === 'merged' ? [request.inputs] : request.inputs.map((input) => [input]);
  for (const [input, inputs] of groups.entries()) if (!(await read({ ...request, inputs }, input, sender))) return;
  sender.send({ kind: 'end' });
}
