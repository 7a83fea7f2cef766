import { decodeText } from '../../bytes/text.js';
import type { FieldValue } from '../../fields/field.js';
import type { Evt } from '../../state/evt.js';
import { type Form, HOSTED_TYPES } from './description.js';
import { NONE } from './frames.js';
import type { Asked, Slots } from './slots.js';

const COUNT = 4;
const NUMBER = 8;

/** The values that a process of a hosted plugin gave for the events of its last batch. */
export class HostedValues {
  private readonly slots: Slots;
  private readonly asked: Asked;
  /** Offsets of the blocks whose events have values, in order. */
  private blocks: readonly number[] = [];
  private values: Buffer = Buffer.alloc(0);
  /** Where the values of each of the events begin. */
  private rows: Uint32Array = new Uint32Array(0);
  private row = 0;

  /** `asked`: what the process was told to give. */
  constructor(slots: Slots, asked: Asked) {
    this.slots = slots;
    this.asked = asked;
  }

  /** Whether it has all that is asked for by now. */
  get isCurrent(): boolean {
    const { count, hasText } = this.slots.asked;
    return this.asked.count === count && this.asked.hasText === hasText;
  }

  /** Takes the values of the events in the blocks of a batch at some offsets; returns whether there are as many rows. */
  put(blocks: readonly number[], values: Buffer): boolean {
    this.blocks = blocks;
    this.values = values;
    this.rows = new Uint32Array(blocks.length);
    this.row = 0;
    let at = 0;
    for (let i = 0; i < blocks.length; i++) {
      if (at + COUNT > values.length) return false;
      this.rows[i] = at + COUNT;
      at += COUNT + values.readUInt32LE(at);
    }
    return at === values.length;
  }

  /** Value of a field at a place among those that are asked for. */
  value(evt: Evt, place: number): FieldValue {
    if (place >= this.asked.count) throw new Error('a field of a hosted plugin is asked for too late');
    const at = this.slotAt(evt, place);
    const slot = this.slots.slots[place];
    if (at < 0 || slot === undefined) return null;
    const count = this.values.readUInt32LE(at);
    if (count === NONE) return null;
    const { form } = HOSTED_TYPES[slot.field.type];
    if (!slot.field.isList) return this.item(form, at + COUNT);
    const items: FieldValue[] = [];
    for (let i = 0, item = at + COUNT; i < count; i++, item = this.after(form, item)) items.push(this.item(form, item));
    return items as readonly string[];
  }

  /** The plugin's text for an event; '' for none. */
  text(evt: Evt): string {
    const { count, hasText } = this.asked;
    const at = hasText ? this.slotAt(evt, count) : -1;
    if (at < 0 || this.values.readUInt32LE(at) === NONE) return '';
    return this.item('text', at + COUNT) as string;
  }

  /** Offset of what the plugin answered for an event; -1 if it was not asked. */
  private slotAt(evt: Evt, place: number): number {
    const row = this.rowOf(evt);
    if (row < 0) return -1;
    let at = this.rows[row] as number;
    for (let i = 0; i < place; i++) at = this.afterSlot(i, at);
    return at;
  }

  /** Row of an event; -1 for one that has none. */
  private rowOf({ view: { storedAt } }: Evt): number {
    const { blocks } = this;
    if (this.row > 0 && (blocks[this.row - 1] as number) >= storedAt) this.row = 0;
    // usually the same or the next one
    while (this.row < blocks.length && (blocks[this.row] as number) < storedAt) this.row++;
    return blocks[this.row] === storedAt ? this.row : -1;
  }

  private afterSlot(place: number, at: number): number {
    const count = this.values.readUInt32LE(at);
    const field = this.slots.slots[place]?.field;
    let next = at + COUNT;
    if (count === NONE || field === undefined) return next;
    const { form } = HOSTED_TYPES[field.type];
    for (let i = 0; i < count; i++) next = this.after(form, next);
    return next;
  }

  private after(form: Form, at: number): number {
    return at + (form === 'text' || form === 'bytes' ? COUNT + this.values.readUInt32LE(at) : NUMBER);
  }

  private item(form: Form, at: number): string | number | bigint | boolean | Uint8Array {
    const { values } = this;
    if (form === 'number') return numberAt(values, at);
    if (form === 'bool') return values[at] !== 0;
    const [start, end] = [at + COUNT, this.after(form, at)];
    return form === 'text' ? decodeText(values, start, end) : new Uint8Array(values.subarray(start, end));
  }
}

/** A number; a bigint beyond 2^53. */
function numberAt(values: Buffer, at: number): number | bigint {
  const high = values.readUInt32LE(at + 4);
  return high < 2 ** 21 ? high * 2 ** 32 + values.readUInt32LE(at) : values.readBigUInt64LE(at);
}
