import { Chunk } from '../../bytes/chunk.js';
import type { WriteValue } from '../../render/param.js';
import { type ValueShape, valueShape } from '../../render/typed-value.js';
import type { Value } from '../../render/value.js';
import type { ParamDef } from '../../schema/event.js';
import { EVENTS } from '../../schema/events.js';
import type { ParamType, ValueKind } from '../../schema/param-types.js';
import { valueKind } from '../../schema/value-kind.js';
import { isDataCut } from './buffer.js';
import { RESOLVERS, type Resolve } from './resolve.js';
import { valueWriter } from './value.js';

/** How the value of an argument is read and written when it has a certain type. */
export interface Reading extends ValueShape {
  readonly write: WriteValue;
}

/** One argument of an event type. */
export interface Argument {
  readonly index: number;
  /** Its name as a JSON string. */
  readonly name: Chunk;
  /** Its name as a JSON string and a colon, behind a comma for all but the first. */
  readonly label: Chunk;
  readonly reading: Reading;
  /** For `dyn`: readings by the tag that the value begins with. */
  readonly alternatives: readonly Reading[] | null;
}

/** The arguments of an event type, and those with more than a value: resolved or cut ones. */
export interface ArgumentPlan {
  readonly all: readonly Argument[];
  readonly resolved: readonly (Argument & { readonly resolve: Resolve })[];
  readonly cut: readonly (Argument & { readonly isCut: IsCut })[];
}

/** Whether the recorder may have had no room for all of a value. */
type IsCut = (value: Value) => boolean;

/** Bytes that recorders keep of a text or a list (the probe: put.bpf.h, command.bpf.h; others have the same). */
const ROOM = 4096;

const fillsRoom: IsCut = ({ length }) => length >= ROOM;
/** Arguments of a program share the room with its name, which stands before them. */
const fillsRoomBehindName: IsCut = ({ view, index, length }) => length + view.paramLength(index - 1) >= ROOM;

const CUT_RULES: Partial<Readonly<Record<ValueKind, (param: ParamDef) => IsCut>>> = {
  data: () => isDataCut,
  texts: ({ name }) => (name === 'args' ? fillsRoomBehindName : fillsRoom),
  text: () => fillsRoom,
};

function planReading(param: ParamDef, type: ParamType): Reading {
  const shape = valueShape(param, type);
  return { ...shape, write: valueWriter(param, shape) };
}

function planArgument(param: ParamDef, index: number): Argument {
  const name = JSON.stringify(param.name);
  const alternatives = param.type === 'dyn' ? (param.alternatives ?? []) : null;
  return {
    index,
    name: Chunk.ofText(name),
    label: Chunk.ofText(`${index === 0 ? '' : ','}${name}:`),
    reading: planReading(param, param.type),
    alternatives: alternatives?.map(({ type }) => planReading(param, type)) ?? null,
  };
}

function planArguments(params: readonly ParamDef[]): ArgumentPlan {
  const all = params.map(planArgument);
  return {
    all,
    resolved: params.flatMap((param, i) => {
      const resolve = RESOLVERS[param.type]?.(param);
      return resolve === undefined ? [] : { ...(all[i] as Argument), resolve };
    }),
    cut: params.flatMap((param, i) => {
      const isCut = CUT_RULES[valueKind(param)]?.(param);
      return isCut === undefined ? [] : { ...(all[i] as Argument), isCut };
    }),
  };
}

const PLANS: (ArgumentPlan | undefined)[] = EVENTS.map(() => undefined);

/** Plan of the arguments of an event type that the table knows; made when the first event of the type is written. */
export function argumentPlan(type: number): ArgumentPlan {
  let plan = PLANS[type];
  if (plan === undefined) {
    plan = planArguments(EVENTS[type]?.allParams ?? []);
    PLANS[type] = plan;
  }
  return plan;
}
