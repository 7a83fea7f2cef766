import { fromByteString } from '../bytes/text.js';
import { argText } from '../fields/evt-arg.js';
import { isThere, typedReader, type ValueShape, valueShape } from '../render/typed-value.js';
import { Value } from '../render/value.js';
import type { ParamDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { ArgValue } from './event.js';
import { LIBRARY_CONTEXT } from './library-context.js';
import { GIVEN } from './typed-values.js';

/** Reads an argument of an event type for programs. */
export interface ArgReader {
  readonly name: string;
  /** Types of its values, in TypeScript. */
  readonly types: readonly string[];
  /** The value, which can be kept; undefined if the event does not have it. */
  readonly read: (evt: Evt, index: number) => ArgValue | undefined;
}

const value = new Value();

/** Reads the argument to which `value` was moved. */
type ReadValue = () => ArgValue | undefined;

/** Reads a structured value as it is printed. */
function printed(shape: ValueShape): ReadValue {
  return () => {
    const { evt, index } = value;
    if (evt === null || !isThere(value, shape)) return undefined;
    return fromByteString(argText(evt, index, LIBRARY_CONTEXT.render));
  };
}

function shapeReader(shape: ValueShape): { readonly type: string; readonly read: ReadValue } {
  const typed = typedReader(shape);
  if (typed === null) return { type: 'string', read: printed(shape) };
  const { type, give } = GIVEN[shape.kind];
  const read = (): ArgValue | undefined => {
    const found = typed(value);
    return found === null ? undefined : (give(found) as ArgValue);
  };
  return { type, read };
}

function argReader(param: ParamDef): ArgReader {
  const { name, alternatives = [] } = param;
  const choices = alternatives.map(({ type }) => shapeReader(valueShape(param, type)));
  const own = param.type === 'dyn' ? null : shapeReader(valueShape(param));
  const types = (own === null ? choices : [own]).flatMap(({ type }) => type.split(' | '));
  return {
    name,
    types: [...new Set(types)],
    read: (evt, index) => {
      value.enter(evt, LIBRARY_CONTEXT.render);
      value.move(index);
      if (own !== null) return own.read();
      return value.length === 0 ? undefined : choices[value.takeTag()]?.read();
    },
  };
}

const READERS: (readonly ArgReader[] | undefined)[] = EVENTS.map(() => undefined);

/** Readers of the arguments of an event type; made on first use. */
export function argReaders(type: number): readonly ArgReader[] {
  const known = READERS[type];
  if (known !== undefined) return known;
  const made = EVENTS[type]?.allParams.map(argReader) ?? [];
  READERS[type] = made;
  return made;
}
