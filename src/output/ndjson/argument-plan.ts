import { Chunk } from '../../bytes/chunk.js';
import type { WriteValue } from '../../render/param.js';
import type { Value } from '../../render/value.js';
import type { ParamDef } from '../../schema/event.js';
import { EVENTS } from '../../schema/events.js';
import { PARAM_TYPES, type ParamType } from '../../schema/param-types.js';
import { isDataCut } from './buffer.js';
import { RESOLVERS, type Resolve } from './resolve.js';
import { isData, isList, JSON_VALUES } from './value.js';

/** How the value of an argument is written when it has a certain type. */
export interface Reading {
  /** Exact byte size, 0 for types of any length. */
  readonly width: number;
  /** Whether no bytes are a value too. */
  readonly mayBeEmpty: boolean;
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

/** The arguments of an event type, and those of them of which more than the value may be said. */
export interface ArgumentPlan {
  readonly all: readonly Argument[];
  readonly resolved: readonly (Argument & { readonly resolve: Resolve })[];
  readonly cut: readonly (Argument & { readonly isCut: IsCut })[];
}

/** Whether the recorder may have had no room for all of a value. */
type IsCut = (value: Value) => boolean;

/** Bytes that recorders keep of a text or a list (the probe: put.bpf.h, command.bpf.h; others have the same). */
const ROOM = 4096;
const TEXTS: ReadonlySet<ParamType> = new Set(['charbuf', 'fspath', 'fsrelpath']);

const fillsRoom: IsCut = ({ length }) => length >= ROOM;
/** Arguments of a program share the room with its name, which stands before them. */
const fillsRoomBehindName: IsCut = ({ view, index, length }) => length + view.paramLength(index - 1) >= ROOM;

function cutRule(param: ParamDef): IsCut | null {
  if (isData(param)) return isDataCut;
  if (isList(param)) return param.name === 'args' ? fillsRoomBehindName : fillsRoom;
  return TEXTS.has(param.type) ? fillsRoom : null;
}

function planReading(param: ParamDef, type: ParamType): Reading {
  const { width } = PARAM_TYPES[type];
  const isAlternative = param.type === 'dyn' && type !== 'dyn';
  const mayBeEmpty = isData(param) || isList(param) || (isAlternative && width === 0);
  return { width, mayBeEmpty, write: JSON_VALUES[type](param) };
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
      const isCut = cutRule(param);
      return isCut === null ? [] : { ...(all[i] as Argument), isCut };
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
