// HOT: once per event. No allocation, bigint, try, spread or iterator here.
import { Batch } from '../bytes/batch.js';
import type { EventView } from '../decode/event-view.js';
import { EVENTS, EVT } from '../schema/events.js';

/**
 * Old recorders left out of some exit events what their enter event had said. The reference (since 0.20) completes such
 * events while it reads (FORMAT §9, savefile converter); so do we, by writing the completed event beside the batch and
 * moving the view there. Events that are complete cost one comparison.
 */
interface Completion {
  /** Parameters that the event has when it needs completing. */
  readonly stored: number;
  /** Byte sizes of the values that are appended, in the order in which the enter event has them. */
  readonly appended: readonly number[];
  /** Type that the event gets, where it is another one. */
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
const HEADER = { LENGTH: 16, TYPE: 20, NPARAMS: 22, SIZE: 26 } as const;
const BLOCK_LENGTH = 4;
const TRAILER = 4;
const SPARE = 64;

/** Values of an enter event (all whole words), kept for the exit event that may lack them. */
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

/** Completes exit events; owns the room where it writes them. */
export class Converter {
  private room = new Batch(Buffer.alloc(1 << 16));

  /** Moves `view` to a completed copy of its event when it is an incomplete one. */
  complete(view: EventView, kept: EnterWords | null): void {
    const row = COMPLETIONS[view.type];
    if (row === undefined || row.stored !== view.storedCount) return;
    const source = kept !== null && kept.type === view.type - 1 && row.becomes < 0 ? kept : null;
    this.write(view, row, source);
    view.read(this.room, 0);
  }

  private write(view: EventView, row: Completion, kept: EnterWords | null): void {
    const needed = view.blockEnd - view.blockStart + SPARE;
    if (needed > this.room.bytes.length) this.room = new Batch(Buffer.alloc(needed * 2));
    const { bytes, view: out } = this.room;
    const header = view.headerStart - view.blockStart;
    const lengths = header + HEADER.SIZE;
    const valuesAt = view.paramStart(0);
    const valuesEnd = view.paramStart(row.stored - 1) + view.paramLength(row.stored - 1);
    view.bytes.copy(bytes, 0, view.blockStart, view.headerStart + HEADER.SIZE + 2 * row.stored);
    let at = lengths + 2 * row.stored;
    for (let i = 0; i < row.appended.length; i++) {
      out.setUint16(at, row.appended[i] as number, true);
      at += 2;
    }
    view.bytes.copy(bytes, at, valuesAt, valuesEnd);
    at = appendWords(out, at + valuesEnd - valuesAt, { row, kept });
    out.setUint32(header + HEADER.LENGTH, at - header, true);
    out.setUint32(header + HEADER.NPARAMS, row.stored + row.appended.length, true);
    if (row.becomes >= 0) out.setUint16(header + HEADER.TYPE, row.becomes, true);
    endBlock(out, at);
  }
}

function appendWords(out: DataView, start: number, from: { row: Completion; kept: EnterWords | null }): number {
  let at = start;
  let word = 0;
  for (let i = 0; i < from.row.appended.length; i++) {
    const end = at + (from.row.appended[i] as number);
    for (; at < end; at += 4) out.setUint32(at, from.kept === null ? 0 : (from.kept.words[word++] as number), true);
  }
  return at;
}

function endBlock(out: DataView, end: number): void {
  let at = end;
  while ((at & 3) !== 0) out.setUint8(at++, 0);
  out.setUint32(at, at + TRAILER, true);
  out.setUint32(BLOCK_LENGTH, at + TRAILER, true);
}
