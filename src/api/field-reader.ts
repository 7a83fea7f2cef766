import { SyssharkError } from '../errors.js';
import { FieldArgError } from '../fields/field.js';
import type { FieldContext } from '../fields/field-context.js';
import { type FieldReference, findFieldReference } from '../fields/field-reference.js';
import type { FieldRegistry } from '../fields/registry.js';
import { isMissing, typeOfUse } from '../filter/operand.js';
import type { Evt } from '../state/evt.js';
import type { FieldName, GivenValue } from './event.js';
import { fieldKind } from './typed-values.js';

/** Reads a field of the reader's current event. */
export type ReadField = () => GivenValue | null;

const BRACKETED = /^([^[]+)\[(?:"([^"]*)"|'([^']*)'|([^\]]*))\]$/;

/** Finds a field by its name, with an argument in brackets or after a dot. Throws FieldArgError. */
export function findUse(registry: FieldRegistry, name: string): Omit<FieldReference, 'end'> {
  const [, dotted = name, ...args] = BRACKETED.exec(name) ?? [];
  const arg = args.find((text) => text !== undefined) ?? null;
  const found = findFieldReference(registry, dotted, arg);
  if (found !== null && found.def.isFilterOnly !== true) return found;
  const near = registry.nearest(dotted);
  throw new FieldArgError(near.length === 0 ? 'sysshark -l lists all fields' : `did you mean ${near.join(', ')}?`);
}

/** Fields of events by name; each is looked up once. */
export class FieldReader {
  private readonly evt: Evt;
  private readonly context: FieldContext;
  private readonly readers = new Map<string, ReadField>();

  constructor(evt: Evt, context: FieldContext) {
    this.evt = evt;
    this.context = context;
  }

  /** The reader of a field. Throws SyssharkError USAGE for an unknown field or an invalid argument. */
  reader(name: FieldName): ReadField {
    let reader = this.readers.get(name);
    if (reader === undefined) {
      reader = this.bind(name);
      this.readers.set(name, reader);
    }
    return reader;
  }

  private bind(name: string): ReadField {
    const { evt, context } = this;
    try {
      const { def, arg } = findUse(context.registry, name);
      const { type, isList } = typeOfUse({ def, arg, transformers: [] });
      const { give } = fieldKind(type, isList);
      const extract = def.bind(arg, context);
      return () => {
        const value = extract(evt);
        return isMissing(value) ? null : give(value as NonNullable<typeof value>);
      };
    } catch (error) {
      if (!(error instanceof FieldArgError)) throw error;
      throw new SyssharkError('USAGE', `no field "${name}": ${error.message}`, { cause: error });
    }
  }
}
