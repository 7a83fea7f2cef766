import { Worker } from 'node:worker_threads';
import { SyssharkError } from '../errors.js';
import type { Emit } from '../output/line.js';
import { type HelperPart, type HelperTask, MAX_WAITING } from './print-messages.js';
import { PRINTER, takeTurns } from './print-turns.js';
import type { TextOutput } from './text-output.js';

// bundled or not, it stands beside this module
const HELPER = new URL('./print-helper.js', import.meta.url);

/** A turn of the helping thread: what came of it and is not written yet. */
interface HelperTurn {
  readonly parts: Uint8Array[];
  isComplete: boolean;
}

/** Text of a turn of this thread, or a turn of the helper. */
type Turn = Uint8Array | HelperTurn;

/**
 * Printing by two threads: each reads the whole capture and prints in its own turns; here the text of both is written in
 * order. Bounded: who is far ahead waits for the other.
 */
export class SharedOutput {
  private readonly output: TextOutput;
  private readonly task: HelperTask;
  /** The helping thread, from the first event on. */
  private worker: Worker | null = null;
  /** Turns that are not written yet, in order; what is in the output's own text comes after them. */
  private readonly turns: Turn[] = [];
  /** Turns whose end has not come from the helper. */
  private readonly open: HelperTurn[] = [];
  /** Parts that came before this thread got to their turn. */
  private readonly early: HelperPart[] = [];
  private waiting = 0;
  private isHelperGone = false;
  private failure: unknown = null;
  private wake: (() => void) | null = null;

  constructor(output: TextOutput, task: HelperTask) {
    this.output = output;
    this.task = task;
  }

  private startHelper(): Worker {
    const worker = new Worker(HELPER, { workerData: this.task });
    worker.on('message', (part: HelperPart) => {
      this.early.push(part);
      this.sort();
      this.wake?.();
    });
    worker.on('error', (error) => {
      this.failure = error;
    });
    worker.on('exit', () => {
      this.isHelperGone = true;
      this.wake?.();
    });
    return worker;
  }

  /** Makes this thread print in its own turns only. */
  share(emit: Emit): Emit {
    return takeTurns(emit, PRINTER.MAIN, (turn) => {
      if (turn !== 'alone') this.worker ??= this.startHelper();
      if (turn === 'other') this.beginHelperTurn();
    });
  }

  private beginHelperTurn(): void {
    this.cut();
    const turn = { parts: [], isComplete: false };
    this.turns.push(turn);
    this.open.push(turn);
    this.sort();
  }

  /** Queues the text of this thread's turn. */
  private cut(): void {
    const { text } = this.output;
    if (text.length === 0) return;
    this.turns.push(Uint8Array.prototype.slice.call(text.bytes, 0, text.length));
    this.waiting += text.length;
    text.length = 0;
  }

  /** Gives the parts that came to the turns that they belong to. */
  private sort(): void {
    while (this.open.length > 0 && this.early.length > 0) {
      const { bytes, isLast } = this.early.shift() as HelperPart;
      const turn = this.open[0] as HelperTurn;
      turn.parts.push(bytes);
      turn.isComplete = isLast;
      if (isLast) this.open.shift();
    }
  }

  /** Writes what is complete; waits for the helper only where this thread is far ahead of it. Throws SyssharkError IO. */
  async flush(): Promise<void> {
    while (this.turns.length > 0 && !this.output.isGone) {
      if (await this.writeFirst()) continue;
      if (this.waiting + this.output.text.length <= MAX_WAITING) return;
      await this.nextPart();
    }
    await this.output.flush();
  }

  /** Writes what is there of the first turn; false where more of it is to come. */
  private async writeFirst(): Promise<boolean> {
    const turn = this.turns[0] as Turn;
    if (turn instanceof Uint8Array) {
      this.turns.shift();
      this.waiting -= turn.length;
      await this.output.write(turn);
      return true;
    }
    for (let part = turn.parts.shift(); part !== undefined; part = turn.parts.shift()) {
      await this.output.write(part);
      this.worker?.postMessage(part.length);
    }
    if (turn.isComplete) this.turns.shift();
    return turn.isComplete;
  }

  private async nextPart(): Promise<void> {
    if (this.isHelperGone)
      throw new SyssharkError('IO', 'the second printing thread ended before its work was done', {
        cause: this.failure,
      });
    await new Promise<void>((resolve) => {
      this.wake = resolve;
    });
  }

  /** Writes all that was printed up to the event where this thread stopped, and ends the helper. */
  async conclude(): Promise<void> {
    try {
      this.cut();
      while (this.turns.length > 0 && !this.output.isGone) if (!(await this.writeFirst())) await this.nextPart();
    } finally {
      await this.worker?.terminate();
    }
  }
}
