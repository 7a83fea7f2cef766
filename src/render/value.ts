// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import { EventView } from '../decode/event-view.js';
import type { Evt } from '../state/evt.js';
import type { Thread } from '../state/thread.js';
import { DEFAULT_RENDER_OPTIONS, type RenderOptions } from './options.js';

/** Readers of unsigned values by size in bytes. */
export const READ_BITS: Readonly<Record<number, (value: Value) => number>> = {
  1: (value) => value.uint8,
  2: (value) => value.uint16,
  4: (value) => value.uint32,
};

/** Readers of signed values by size in bytes. */
export const READ_SIGNED: Readonly<Record<number, (value: Value) => number>> = {
  1: (value) => value.int8,
  2: (value) => value.int16,
  4: (value) => value.int32,
};

/** The location of the parameter being written. One object serves all parameters. */
export class Value {
  evt: Evt | null = null;
  view = new EventView();
  data = this.view.view;
  private starts = this.view.paramStarts();
  thread: Thread | null = null;
  index = 0;
  start = 0;
  length = 0;
  options: RenderOptions = DEFAULT_RENDER_OPTIONS;

  /** Moves to an event. */
  enter(evt: Evt, options: RenderOptions): void {
    const view = evt.view;
    this.evt = evt;
    this.view = view;
    this.data = view.view;
    this.starts = view.paramStarts();
    this.thread = evt.thread;
    this.options = options;
  }

  /** Moves to a parameter of the event. */
  move(index: number): void {
    const { starts } = this;
    const isThere = index < this.view.paramCount;
    const start = isThere ? (starts[index] as number) : 0;
    this.index = index;
    this.start = start;
    this.length = isThere ? (starts[index + 1] as number) - start : 0;
  }

  /** Moves past the tag at the start of a `dyn` value, and returns the tag. The value must not be empty. */
  takeTag(): number {
    const tag = this.uint8;
    this.start++;
    this.length--;
    return tag;
  }

  /** Whether the value has the size of its type. If it has another size than 0, the event counts as damaged. */
  hasSize(size: number): boolean {
    if (this.length === size) return true;
    if (this.length > 0) this.view.addFault(this.index);
    return false;
  }

  get end(): number {
    return this.start + this.length;
  }
  get uint8(): number {
    return this.data.getUint8(this.start);
  }
  get int8(): number {
    return this.data.getInt8(this.start);
  }
  get uint16(): number {
    return this.data.getUint16(this.start, true);
  }
  get int16(): number {
    return this.data.getInt16(this.start, true);
  }
  get uint32(): number {
    return this.data.getUint32(this.start, true);
  }
  get int32(): number {
    return this.data.getInt32(this.start, true);
  }
  /** High half of a 64-bit value. */
  get hi(): number {
    return this.data.getUint32(this.start + 4, true);
  }
  get lo(): number {
    return this.data.getUint32(this.start, true);
  }
  /** Signed 64-bit value (see the 64-bit policy). */
  get int64(): number {
    return this.data.getInt32(this.start + 4, true) * 4294967296 + this.lo;
  }
}
