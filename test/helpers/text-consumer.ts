import type { ByteText } from '../../src/bytes/byte-text.js';
import type { EventConsumer } from '../../src/output/event-consumer.js';
import type { Emit } from '../../src/output/line.js';

/** Adds a line to `text` for each event that is printed. */
export function textConsumer(emit: Emit, text: ByteText): EventConsumer {
  return {
    event: (evt) => {
      if (!emit(evt, text)) return false;
      text.addText('\n');
      return true;
    },
  };
}
