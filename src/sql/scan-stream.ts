import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { COUNTER, type ScanMessage, type ScanRequest, type ScanThread } from './scan-request.js';

/** Starts the program; as a thread it runs runScanThread (cli/main.ts). */
const PROGRAM = fileURLToPath(new URL('../../bin/sysshark.cjs', import.meta.url));
/** The argument by which a thread is told from a command line. */
export const SCAN_THREAD = 'scan-thread';

/** Rows of captures, which a thread of their own reads: so they can be waited for without giving up control. */
export class ScanStream {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private readonly counters = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));

  constructor(request: ScanRequest) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    const workerData: ScanThread = { request, port: port2, counters: this.counters };
    this.worker = new Worker(PROGRAM, { argv: [SCAN_THREAD], workerData, transferList: [port2] });
    // what goes wrong is a message
    this.worker.on('error', () => undefined);
  }

  /** Waits for the next message. */
  next(): ScanMessage {
    const { counters, port } = this;
    for (;;) {
      const sent = Atomics.load(counters, COUNTER.SENT);
      const received = receiveMessageOnPort(port);
      if (received === undefined) {
        Atomics.wait(counters, COUNTER.SENT, sent);
        continue;
      }
      Atomics.add(counters, COUNTER.TAKEN, 1);
      Atomics.notify(counters, COUNTER.TAKEN);
      return received.message as ScanMessage;
    }
  }

  /** Ends the thread, whatever it does. */
  async close(): Promise<void> {
    this.port.close();
    await this.worker.terminate();
  }
}
