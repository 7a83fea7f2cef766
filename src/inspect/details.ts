import type { FieldDef } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { compileFormat } from '../output/format.js';
import type { Evt } from '../state/evt.js';

/** A field that an event has. */
export interface DetailField {
  /** As filters and formats name it. */
  readonly name: string;
  /** As the command line prints it (a byte string). */
  readonly text: string;
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
}

/** Ancestors whose fields are told. */
const MAX_ANCESTORS = 64;

/** Fields with an argument, by the arguments that an event has. */
const ARGUMENTS: Readonly<Record<string, (evt: Evt) => readonly string[]>> = {
  'evt.arg': ({ view }) => (view.def?.params ?? []).slice(0, view.paramCount).map(({ name }) => `.${name}`),
  'proc.aname': () => ancestors(),
  'proc.apid': () => ancestors(),
};

function ancestors(): string[] {
  return Array.from({ length: MAX_ANCESTORS }, (_, index) => `[${index + 1}]`);
}

/** Fields that tell the same at each time that they are read, and stand alone. */
const isPlain = ({ isFilterOnly, isStateful, isDeprecated, arg }: FieldDef): boolean =>
  isFilterOnly !== true && isStateful !== true && isDeprecated !== true && arg !== 'required';

/** What tells everything about an event. */
export class DetailReader {
  private readonly context: FieldContext;
  private readonly texts = new Map<string, (evt: Evt) => string | null>();
  private readonly classes = new Map<string, FieldDef[]>();

  constructor(context: FieldContext) {
    this.context = context;
    for (const def of context.registry.fields) {
      const fields = this.classes.get(def.class) ?? [];
      fields.push(def);
      this.classes.set(def.class, fields);
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
    const classes = [...this.classes].map(([name, defs]) => ({
      name,
      fields: defs.flatMap((def) => this.fieldsOf(def, evt)),
    }));
    return {
      classes: classes.filter(({ fields }) => fields.length > 0),
      bytes: Buffer.from(view.bytes.subarray(view.blockStart, view.blockEnd)),
      params,
    };
  }

  private fieldsOf(def: FieldDef, evt: Evt): DetailField[] {
    const args = ARGUMENTS[def.name]?.(evt);
    if (args === undefined) return isPlain(def) ? this.fieldOf(def.name, evt) : [];
    const found: DetailField[] = [];
    for (const arg of args) {
      const fields = this.fieldOf(`${def.name}${arg}`, evt);
      if (fields.length === 0 && def.name !== 'evt.arg') break;
      found.push(...fields);
    }
    return found;
  }

  private fieldOf(name: string, evt: Evt): DetailField[] {
    let text = this.texts.get(name);
    if (text === undefined) {
      text = compileFormat(`%${name}`, this.context);
      this.texts.set(name, text);
    }
    const found = text(evt);
    return found === null ? [] : [{ name, text: found }];
  }
}
