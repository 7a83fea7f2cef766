import type { FieldDef } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFormat } from '../output/format.js';
import type { EventDef } from '../schema/event.js';
import type { Evt } from '../state/evt.js';
import { type RecordPart, rangeInRecord, recordParts } from './record-parts.js';

/** A field that an event has. */
export interface DetailField {
  /** As filters and formats name it. */
  readonly name: string;
  /** As the command line prints it (a byte string). */
  readonly text: string;
  /** Where what it tells is in the bytes, if that is one place. */
  readonly at?: readonly [start: number, end: number];
}

/** The fields of one class that an event has. */
export interface DetailClass {
  readonly name: string;
  readonly fields: readonly DetailField[];
}

/** A parameter, and where it is in the bytes. */
export interface DetailParam {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Everything about an event. */
export interface Details {
  readonly classes: readonly DetailClass[];
  /** The event's block as it is stored. */
  readonly bytes: Buffer;
  readonly params: readonly DetailParam[];
  /** The values in the payload of an event that is JSON. */
  readonly record: readonly RecordPart[];
}

/** Ancestors whose fields are told. */
const MAX_ANCESTORS = 64;

/** Reads a field, with its argument if it has one. */
interface FieldReader {
  readonly name: string;
  /** Null for events that lack it. */
  readonly text: (evt: Evt) => string | null;
}

/** Adds those of some fields that an event has. */
type AddFields = (evt: Evt, found: DetailField[]) => void;

/** Fields that tell the same at each time that they are read, and stand alone. */
const isPlain = ({ isFilterOnly, isStateful, isDeprecated, arg }: FieldDef): boolean =>
  isFilterOnly !== true && isStateful !== true && isDeprecated !== true && arg !== 'required';

function addField({ name, text }: FieldReader, evt: Evt, found: DetailField[]): boolean {
  const told = text(evt);
  if (told === null) return false;
  found.push({ name, text: told });
  return true;
}

const reader = (name: string, context: FieldContext): FieldReader => ({
  name,
  text: compileFormat(`%${name}`, context),
});

/** The arguments of an event by name. */
function addArguments(name: string, context: FieldContext): AddFields {
  const byEvent = new Map<EventDef | undefined, readonly FieldReader[]>();
  return (evt, found) => {
    const { def, paramCount } = evt.view;
    let readers = byEvent.get(def);
    if (readers === undefined) {
      readers = (def?.params ?? []).map((param) => reader(`${name}.${param.name}`, context));
      byEvent.set(def, readers);
    }
    for (let i = 0; i < paramCount && i < readers.length; i++) addField(readers[i] as FieldReader, evt, found);
  };
}

/** A field of all ancestors, nearest first. */
function addAncestors(name: string, context: FieldContext): AddFields {
  const readers: FieldReader[] = [];
  return (evt, found) => {
    for (let i = 0; i < MAX_ANCESTORS; i++) {
      const one = readers[i] ?? reader(`${name}[${i + 1}]`, context);
      readers[i] = one;
      if (!addField(one, evt, found)) return;
    }
  };
}

/** Fields with an argument. */
const WITH_ARGUMENTS: Readonly<Record<string, (name: string, context: FieldContext) => AddFields>> = {
  'evt.arg': addArguments,
  'proc.aname': addAncestors,
  'proc.apid': addAncestors,
};

/** What adds the fields of a definition; null for one that does not tell anything about an event alone. */
function adderOf(def: FieldDef, context: FieldContext): AddFields | null {
  const { name } = def;
  const withArguments = WITH_ARGUMENTS[name];
  if (withArguments !== undefined) return withArguments(name, context);
  if (!isPlain(def)) return null;
  const one = reader(name, context);
  const { inRecord } = def;
  if (inRecord === undefined) return (evt, found) => addField(one, evt, found);
  return (evt, found) => {
    const told = one.text(evt);
    const at = told === null ? null : rangeInRecord(evt, inRecord);
    if (told !== null) found.push({ name, text: told, ...(at && { at }) });
  };
}

/** What tells everything about an event. */
export class DetailReader {
  private readonly classes = new Map<string, AddFields[]>();

  constructor(context: FieldContext) {
    for (const def of context.registry.fields) {
      const adders = this.classes.get(def.class) ?? [];
      const adder = adderOf(def, context);
      if (adder !== null) adders.push(adder);
      this.classes.set(def.class, adders);
    }
  }

  /** Everything about an event; what it returns stays valid. */
  read(evt: Evt): Details {
    const { view } = evt;
    const starts = view.paramStarts();
    const params = (view.def?.params ?? []).slice(0, view.paramCount).map(({ name }, index) => ({
      name,
      start: (starts[index] as number) - view.blockStart,
      end: (starts[index + 1] as number) - view.blockStart,
    }));
    const record = recordParts(evt);
    const classes: DetailClass[] = [];
    for (const [name, adders] of this.classes) {
      const fields: DetailField[] = [];
      for (const add of adders) add(evt, fields);
      if (fields.length > 0) classes.push({ name, fields });
    }
    return { classes, bytes: Buffer.from(view.bytes.subarray(view.blockStart, view.blockEnd)), params, record };
  }
}
