import type { Batch } from '../../bytes/batch.js';
import { decodeText } from '../../bytes/text.js';
import type { FieldValue } from '../../fields/field.js';
import { eventBlockSize, eventOffset, hasFlags } from '../../scap/event-block.js';
import { EVENT, EVENT_HEADER_SIZE, LARGE_LENGTH_SIZE } from '../../schema/event-layout.js';
import { EVT } from '../../schema/events.js';
import type { Evt } from '../../state/evt.js';
import { type Form, HOSTED_TYPES } from './description.js';
import { NONE } from './frames.js';
import type { Asked, Slots } from './slots.js';

/** Bytes of a plugin event before its first parameter. */
const BEFORE_ID = EVENT_HEADER_SIZE + 2 * LARGE_LENGTH_SIZE;
const ID_SIZE = 4;
const COUNT = 4;
const NUMBER = 8;

/** Whether an event is a plugin event with an id and data: captures may hold others. */
const isPluginEvent = (view: DataView, event: number): boolean =>
  view.getUint16(event + EVENT.TYPE, true) === EVT.PLUGINEVENT_E &&
  view.getUint32(event + EVENT.NPARAMS, true) === 2 &&
  view.getUint32(event + EVENT_HEADER_SIZE, true) === ID_SIZE;

/** Offsets of the plugin events of a batch, `takes` of which is true by the id of their plugin. */
export function pluginEvents({ view, start, end }: Batch, takes: (id: number) => boolean): readonly number[] {
  const found: number[] = [];
  for (let at = start; at < end; ) {
    const event = at + eventOffset(hasFlags(view.getUint32(at, true)));
    if (isPluginEvent(view, event) && takes(view.getUint32(event + BEFORE_ID, true))) found.push(event);
    at += eventBlockSize(view, at, end);
  }
  return found;
}

/** The values that a process of a hosted plugin gave for the events of its last batch. */
export class HostedValues {
  private readonly slots: Slots;
  private readonly asked: Asked;
  /** Offsets of the events that have values, in order. */
  private events: readonly number[] = [];
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

  /** Takes the values of the events at `events` in a batch; returns whether there are as many rows. */
  put(events: readonly number[], values: Buffer): boolean {
    this.events = events;
    this.values = values;
    this.rows = new Uint32Array(events.length);
    this.row = 0;
    let at = 0;
    for (let i = 0; i < events.length; i++) {
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

  private rowOf({ view }: Evt): number {
    const event = view.paramStart(0) - BEFORE_ID;
    const { events } = this;
    if (events[this.row] === event) return this.row;
    // usually the next one
    for (let row = (events[this.row] ?? Number.POSITIVE_INFINITY) < event ? this.row : 0; row < events.length; row++)
      if (events[row] === event) {
        this.row = row;
        return row;
      }
    return -1;
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
