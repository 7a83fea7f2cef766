import { Writer } from '../../bytes/writer.js';
import { FieldArgError } from '../../fields/field.js';
import { HOSTED_TYPES, type HostedField } from './description.js';
import { NONE } from './frames.js';

const INDEX = /^(?:0|[1-9]\d{0,8})$/;

/** What is asked of each event: a field, with its argument. */
export interface Slot {
  readonly id: number;
  readonly field: HostedField;
  /** null without one. */
  readonly arg: string | null;
}

/** What a process of the plugin was told to give for each event: the first of the slots, and the plugin's text or not. */
export interface Asked {
  readonly count: number;
  readonly hasText: boolean;
}

/** Everything that filters and formats of a run ask of each event, so that it is asked for at once. */
export class Slots {
  readonly slots: Slot[] = [];
  /** Whether lines ask for the plugin's text. */
  wantsText = false;
  private readonly places = new Map<string, number>();

  /** The place of a field with its argument among those that are asked for. Throws FieldArgError. */
  place(id: number, field: HostedField, arg: string | null): number {
    const key = `${id}\0${arg ?? ''}\0${arg === null}`;
    const found = this.places.get(key);
    if (found !== undefined) return found;
    if (arg !== null && !field.arg?.isKey && !INDEX.test(arg))
      throw new FieldArgError(`${field.name} takes an index as argument, not "${arg}"`);
    this.places.set(key, this.slots.length);
    return this.slots.push({ id, field, arg }) - 1;
  }

  /** What is asked for by now. */
  get asked(): Asked {
    return { count: this.slots.length, hasText: this.wantsText };
  }

  /** The command that tells a process what is asked for by now. */
  encode(): Buffer {
    const writer = new Writer();
    writer.uint32(this.wantsText ? 1 : 0);
    writer.uint32(this.slots.length);
    for (const { id, field, arg } of this.slots) {
      writer.uint32(id);
      writer.uint32(HOSTED_TYPES[field.type].id);
      writer.uint32(field.isList ? 1 : 0);
      writer.uint32(arg === null ? 0 : 1);
      writer.uint32(arg !== null && field.arg?.isIndex && INDEX.test(arg) ? Number(arg) : 0);
      putText(writer, Buffer.from(field.name));
      putText(writer, arg === null || !field.arg?.isKey ? null : Buffer.from(arg, 'latin1'));
    }
    return writer.finish();
  }
}

function putText(writer: Writer, text: Buffer | null): void {
  writer.uint32(text === null ? NONE : text.length);
  if (text === null) return;
  writer.copy(text);
  writer.uint8(0);
}
