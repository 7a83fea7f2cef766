// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import { ByteText } from '../bytes/byte-text.js';
import { CopiedBlocks } from '../bytes/copied-blocks.js';
import type { EventView } from '../decode/event-view.js';
import { BLOCK_LENGTH_AT, BLOCK_TRAILER_SIZE } from '../schema/block.js';
import { EVENT, EVENT_HEADER_SIZE, LENGTH_SIZE } from '../schema/event-layout.js';
import { EVENTS, EVT } from '../schema/events.js';

/**
 * Old recorders omitted parameters of the enter event from some exit events. The reference (since 0.20) completes such events while
 * it reads (SCAP-FORMAT.md#completed-events). So does this: it writes the completed event to a separate buffer and moves the view
 * there. Complete events cost one comparison.
 */
interface Completion {
  /** Number of parameters of an event that needs completing. */
  readonly stored: number;
  /** Byte sizes of the appended values, in the order of the enter event. */
  readonly appended: readonly number[];
  /** New type of the event, if it changes. */
  readonly becomes: number;
}

const completion = (stored: number, appended: readonly number[], becomes = -1): Completion => ({
  stored,
  appended,
  becomes,
});

const COMPLETIONS: (Completion | undefined)[] = EVENTS.map(() => undefined);
COMPLETIONS[EVT.READ_X] = completion(2, [8, 4]);
COMPLETIONS[EVT.PREAD_X] = completion(2, [8, 4, 8]);
COMPLETIONS[EVT.BIND_X] = completion(2, [8]);
COMPLETIONS[EVT.SOCKET_X] = completion(1, [4, 4, 4]);
COMPLETIONS[EVT.LISTEN_X] = completion(1, [8, 4]);
COMPLETIONS[EVT.ACCEPT_X] = completion(3, [4, 4], EVT.ACCEPT_5_X);

const MAX_WORDS = 5;
const SPARE = 64;

/** Values of an enter event (all whole words), kept for an exit event that may lack them. */
export class EnterWords {
  type = -1;
  readonly words = new Uint32Array(MAX_WORDS);
}

/** Keeps the values of an enter event. */
export function keepWords(kept: EnterWords, view: EventView): void {
  kept.type = view.type;
  const count = view.paramCount;
  if (count === 0) return;
  const start = view.paramStart(0);
  const end = view.paramStart(count - 1) + view.paramLength(count - 1);
  const words = Math.min((end - start) >> 2, MAX_WORDS);
  for (let i = 0; i < words; i++) kept.words[i] = view.view.getUint32(start + 4 * i, true);
  for (let i = words; i < MAX_WORDS; i++) kept.words[i] = 0;
}

/** Completes exit events; owns the buffer they are written to. */
export class Converter {
  private readonly out = new ByteText();
  private readonly copied = new CopiedBlocks();
  private room = new Batch(this.out.bytes, this.copied);

  /** If the event at `view` is incomplete, moves `view` to a completed copy. */
  complete(view: EventView, kept: EnterWords | null): void {
    const row = COMPLETIONS[view.type];
    if (row === undefined || row.stored !== view.storedCount) return;
    const source = kept !== null && kept.type === view.type - 1 && row.becomes < 0 ? kept : null;
    this.write(view, row, source);
    if (this.room.bytes !== this.out.bytes) this.room = new Batch(this.out.bytes, this.copied);
    this.copied.clear();
    const { batch, blockStart } = view;
    this.copied.note(0, batch, blockStart);
    view.read(this.room, 0);
    view.stored = batch;
    view.storedAt = blockStart;
  }

  private write(view: EventView, row: Completion, kept: EnterWords | null): void {
    const { out } = this;
    const { stored, appended, becomes } = row;
    const header = view.headerStart - view.blockStart;
    const valuesEnd = view.paramStart(stored - 1) + view.paramLength(stored - 1);
    out.length = 0;
    out.reserve(view.blockEnd - view.blockStart + SPARE);
    out.addRange(view.view, view.blockStart, view.headerStart + EVENT_HEADER_SIZE + LENGTH_SIZE * stored);
    for (let i = 0; i < appended.length; i++) {
      out.view.setUint16(out.length, appended[i] as number, true);
      out.length += LENGTH_SIZE;
    }
    out.addRange(view.view, view.paramStart(0), valuesEnd);
    appendWords(out, row, kept);
    out.view.setUint32(header + EVENT.LENGTH, out.length - header, true);
    out.view.setUint32(header + EVENT.NPARAMS, stored + appended.length, true);
    if (becomes >= 0) out.view.setUint16(header + EVENT.TYPE, becomes, true);
    endBlock(out.view, out.length);
  }
}

/** Appends the values of an enter event, or 0 for each if they are unknown. */
function appendWords(out: ByteText, { appended }: Completion, kept: EnterWords | null): void {
  let word = 0;
  for (let i = 0; i < appended.length; i++) {
    const end = out.length + (appended[i] as number);
    for (; out.length < end; out.length += 4) {
      out.view.setUint32(out.length, kept === null ? 0 : (kept.words[word++] as number), true);
    }
  }
}

function endBlock(out: DataView, end: number): void {
  let at = end;
  while ((at & 3) !== 0) out.setUint8(at++, 0);
  out.setUint32(at, at + BLOCK_TRAILER_SIZE, true);
  out.setUint32(BLOCK_LENGTH_AT, at + BLOCK_TRAILER_SIZE, true);
}
