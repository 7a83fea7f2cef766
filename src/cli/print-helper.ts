/** Second thread of a run that prints a large capture: reads all of it and prints in its own turns. */
import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { ByteText } from '../bytes/byte-text.js';
import { openCaptureFile } from '../source/capture-file.js';
import { LossLog } from '../source/loss.js';
import { EventLoop } from './event-loop.js';
import { type HelperPart, type HelperTask, MAX_WAITING } from './print-messages.js';
import { PRINTER, type Turn, takeTurns } from './print-turns.js';
import { chooseEmit } from './printing.js';

/** Text that is sent at once, though its turn goes on. */
const PART = 1 << 20;

/** Sends text to the main thread and keeps count of what was not written yet. */
class Sender {
  readonly text = new ByteText();
  private readonly port: MessagePort;
  private waiting = 0;
  private isOwn = false;
  /** Whether the main thread prints all that is left. */
  isOver = false;

  constructor(port: MessagePort) {
    this.port = port;
    port.on('message', (written: number) => {
      this.waiting -= written;
    });
  }

  /** The next turn begins. */
  enter(turn: Turn): void {
    if (this.isOwn) this.send(true);
    this.isOwn = turn === 'own';
    this.isOver = turn === 'alone';
  }

  /** Sends what is there, as the last of its turn or not. */
  private send(isLast: boolean): void {
    const bytes = Uint8Array.prototype.slice.call(this.text.bytes, 0, this.text.length);
    const part: HelperPart = { bytes, isLast };
    this.text.length = 0;
    this.waiting += bytes.length;
    this.port.postMessage(part, [bytes.buffer as ArrayBuffer]);
  }

  /** Between batches: sends what has become much, and waits for the main thread where it is far behind. */
  async settle(): Promise<void> {
    if (this.text.length > PART) this.send(false);
    while (this.waiting > MAX_WAITING) await once(this.port, 'message');
  }

  /** Ends the last turn; the thread can end then. */
  conclude(): void {
    this.enter('alone');
    this.port.close();
  }
}

async function print({ options, path, surroundings }: HelperTask, sender: Sender): Promise<void> {
  const whole = await chooseEmit(options, surroundings);
  const emit = whole === null ? null : takeTurns(whole, PRINTER.HELPER, (turn) => sender.enter(turn));
  const loop = new EventLoop(options, {
    filter: null,
    emit,
    text: sender.text,
    writer: null,
    summary: null,
    losses: new LossLog(),
  });
  for await (const item of openCaptureFile(path).items()) {
    if (item.kind === 'header') loop.begin(item.header);
    else loop.take(item.batch);
    if (sender.isOver) return;
    await sender.settle();
  }
}

async function help(sender: Sender): Promise<void> {
  try {
    await print(workerData as HelperTask, sender);
  } catch {
    // The main thread meets the same and says so.
  } finally {
    sender.conclude();
  }
}

void help(new Sender(parentPort as MessagePort));
