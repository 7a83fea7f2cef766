import type { EventConsumer } from '../../output/event-consumer.js';

/** Writes the output of a command that prints something else than events. */
export interface OwnPrinter extends EventConsumer {
  /** Called before the first event. Throws SyssharkError IO. */
  open(): void;
  /** What is missing, one line each. Complete once all has been read. */
  readonly lacks: readonly string[];
}
