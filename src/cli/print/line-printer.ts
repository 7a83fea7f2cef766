// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { ByteText } from '../../bytes/byte-text.js';
import type { EventConsumer } from '../../output/event-consumer.js';
import type { Emit } from '../../output/line.js';
import type { Evt } from '../../state/evt.js';
import type { TextOutput } from './text-output.js';

const NEW_LINE = 10;

/** Writes a line for each event, whatever its form: text, JSON or columns; then the ending, if there is one. */
export class LinePrinter implements EventConsumer {
  private readonly emit: Emit;
  private readonly output: TextOutput;
  private readonly ending: string | null;
  private readonly text: ByteText;

  constructor(emit: Emit, output: TextOutput, ending: string | null) {
    this.emit = emit;
    this.output = output;
    this.ending = ending;
    this.text = output.text;
  }

  /** Whether the reader of the output has exited. */
  get isDone(): boolean {
    return this.output.isGone;
  }

  event(evt: Evt): boolean {
    if (!this.emit(evt, this.text)) return false;
    this.text.addByte(NEW_LINE);
    return true;
  }

  async batchEnd(): Promise<void> {
    await this.output.flush();
  }

  close(): void {
    if (this.ending !== null) this.output.line(this.ending);
  }
}
