import { fromByteString } from '../bytes/text.js';
import { eventName } from '../fields/event-name.js';
import type { FieldContext } from '../fields/field-context.js';
import { timeValue } from '../fields/time-value.js';
import { isExitType } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import { type ArgReader, argReaders } from './arg-values.js';
import type {
  ArgsOf,
  ArgValue,
  CaptureEvent,
  Descriptor,
  EventJson,
  EventName,
  EventPlace,
  EventSnapshot,
  FieldName,
  Process,
} from './event.js';
import { FieldReader, type ReadField } from './field-reader.js';
import { DESCRIPTOR_FIELDS, fieldView, PROCESS_FIELDS } from './field-view.js';
import type { FieldValues } from './generated/field-values.js';

const NANOS_PER_MILLI = 1_000_000n;

/** All arguments of an event, as values that can be kept. */
function readArgs(evt: Evt): Record<string, ArgValue> {
  const { view } = evt;
  const args: Record<string, ArgValue> = {};
  const readers = argReaders(view.type);
  for (let index = 0; index < view.paramCount; index++) {
    const { name, read } = readers[index] as ArgReader;
    const value = read(evt, index);
    if (value !== undefined) args[name] = value;
  }
  return args;
}

function jsonOf(value: ArgValue): string | number | readonly string[] {
  if (typeof value === 'bigint') return String(value);
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

/** The current event, as programs see it. One object serves all events of a capture. */
export class ViewedEvent implements CaptureEvent {
  private readonly evt: Evt;
  private readonly fields: FieldReader;
  private readonly processView: Process;
  private readonly descriptorView: Descriptor;
  private readonly readLatency: () => number | null;
  private readonly readResult: ReadField;
  /** The arguments that were last read, and the number of their event. */
  private knownArgs: ArgsOf<string> = {};
  private argsNumber = 0;

  constructor(evt: Evt, context: FieldContext) {
    this.evt = evt;
    this.fields = new FieldReader(evt, context);
    this.processView = fieldView<Process>(this.fields, PROCESS_FIELDS);
    this.descriptorView = fieldView<Descriptor>(this.fields, DESCRIPTOR_FIELDS);
    this.readLatency = this.fields.reader('evt.latency') as () => number | null;
    this.readResult = this.fields.reader('evt.rawres');
  }

  get number(): number {
    return this.evt.num;
  }
  get time(): bigint {
    return timeValue(this.evt.view.tsHi, this.evt.view.tsLo);
  }
  get date(): Date {
    return new Date(Number(this.time / NANOS_PER_MILLI));
  }
  get place(): EventPlace | null {
    return this.evt.place() ?? null;
  }
  get cpu(): number {
    return this.evt.view.cpu;
  }
  get direction(): 'enter' | 'exit' {
    return isExitType(this.evt.view.type) ? 'exit' : 'enter';
  }
  get type(): string {
    return fromByteString(eventName(this.evt));
  }
  get process(): Process | null {
    return this.evt.thread === null ? null : this.processView;
  }
  get fd(): Descriptor | null {
    return this.descriptorView.number === null ? null : this.descriptorView;
  }
  get latency(): number | null {
    return this.direction === 'exit' ? this.readLatency() || null : null;
  }
  get result(): number | null {
    const result = this.readResult();
    return result === null ? null : Number(result);
  }
  get args(): ArgsOf<string> {
    if (this.argsNumber !== this.evt.num) {
      this.knownArgs = readArgs(this.evt);
      this.argsNumber = this.evt.num;
    }
    return this.knownArgs;
  }

  is<Type extends EventName>(...types: readonly Type[]): this is CaptureEvent<Type> & this {
    return (types as readonly string[]).includes(this.type);
  }

  field<Field extends FieldName>(name: Field): FieldValues[Field] | null {
    return this.fields.reader(name)() as FieldValues[Field] | null;
  }

  snapshot(): EventSnapshot {
    const { number, time, cpu, direction, type, process, fd, latency, result, args } = this;
    const kept = { process: process === null ? null : { ...process }, fd: fd === null ? null : { ...fd } };
    return { number, time, cpu, direction, type, ...kept, latency, result, args };
  }

  toJSON(): EventJson {
    const { args, ...rest } = this.snapshot();
    const members = Object.entries(args).map(([name, value]) => [name, jsonOf(value as ArgValue)] as const);
    return { ...rest, time: String(rest.time), args: Object.fromEntries(members) };
  }
}
