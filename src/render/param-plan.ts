import type { ParamDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { PARAM_TYPES, type ParamType } from '../schema/param-types.js';
import { PARAM_WRITERS, type WriteValue } from './param.js';

/** How the value of one parameter is written when it has a certain type. */
export interface ValuePlan {
  /** Exact byte size, 0 for types of any length. */
  readonly width: number;
  /** Whether a missing value is "<NA>"; of other types it is "NULL". */
  readonly isText: boolean;
  readonly isBuffer: boolean;
  /** Whether no bytes are a value too: behind the tag of a `dyn` value, unlike in an empty parameter. */
  readonly mayBeEmpty: boolean;
  readonly raw: WriteValue;
  /** What the value stands for; null where values of the type stand for themselves. */
  readonly resolved: WriteValue | null;
}

/** A parameter of an event type, with the text in front of its value. */
export interface ParamPlan {
  /** `name=`, behind a space for all but the first. */
  readonly label: Uint8Array;
  readonly value: ValuePlan;
  /** For `dyn`: plans by the tag that the value begins with. */
  readonly alternatives: readonly ValuePlan[] | null;
}

const TEXT_TYPES: ReadonlySet<ParamType> = new Set(['charbuf', 'fspath', 'fsrelpath']);

function planValue(param: ParamDef, type: ParamType): ValuePlan {
  return {
    width: PARAM_TYPES[type].width,
    isText: TEXT_TYPES.has(type),
    isBuffer: type === 'bytebuf',
    mayBeEmpty: param.type === 'dyn' && PARAM_TYPES[type].width === 0,
    ...PARAM_WRITERS[type](param),
  };
}

function planParam(param: ParamDef, index: number): ParamPlan {
  const alternatives = param.type === 'dyn' ? (param.alternatives ?? []) : null;
  return {
    label: Buffer.from(`${index === 0 ? '' : ' '}${param.name}=`, 'latin1'),
    value: planValue(param, param.type),
    alternatives: alternatives?.map(({ type }) => planValue(param, type)) ?? null,
  };
}

const PLANS: (readonly ParamPlan[] | undefined)[] = EVENTS.map(() => undefined);

/** Plans of the parameters of an event type that the table knows; made when the first event of the type is written. */
export function paramPlans(type: number): readonly ParamPlan[] {
  let plans = PLANS[type];
  if (plans === undefined) {
    plans = EVENTS[type]?.allParams.map(planParam) ?? [];
    PLANS[type] = plans;
  }
  return plans;
}
