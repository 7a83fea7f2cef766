import { Chunk } from '../bytes/chunk.js';
import type { ParamDef } from '../schema/event.js';
import { EVENTS } from '../schema/events.js';
import { PARAM_TYPES, type ParamType } from '../schema/param-types.js';
import { PARAM_WRITERS, type WriteValue } from './param.js';
import { SHORTCUTS } from './shortcuts.js';
import { type ValuePlan, writeBoth } from './value-text.js';

/** A parameter of an event type, with the text before its value. */
export interface ParamPlan {
  /** `name=`, after a space for all but the first. */
  readonly label: Chunk;
  readonly value: ValuePlan;
  /** For `dyn`: plans by the tag byte of the value. */
  readonly alternatives: readonly ValuePlan[] | null;
  /** Writes the raw and resolved value; null for `dyn`. */
  readonly both: WriteValue | null;
}

function planValue(param: ParamDef, type: ParamType): ValuePlan {
  return {
    width: PARAM_TYPES[type].width,
    isText: PARAM_TYPES[type].kind === 'text',
    isBuffer: type === 'bytebuf',
    mayBeEmpty: param.type === 'dyn' && PARAM_TYPES[type].width === 0,
    ...PARAM_WRITERS[type](param),
  };
}

function planBoth(param: ParamDef, plan: ValuePlan): WriteValue {
  const general: WriteValue = (value, out) => writeBoth(plan, value, out);
  return SHORTCUTS[param.type]?.(general, param) ?? general;
}

function planParam(param: ParamDef, index: number): ParamPlan {
  const alternatives = param.type === 'dyn' ? (param.alternatives ?? []) : null;
  const value = planValue(param, param.type);
  return {
    label: Chunk.ofText(`${index === 0 ? '' : ' '}${param.name}=`),
    value,
    alternatives: alternatives?.map(({ type }) => planValue(param, type)) ?? null,
    both: alternatives === null ? planBoth(param, value) : null,
  };
}

const PLANS: (readonly ParamPlan[] | undefined)[] = EVENTS.map(() => undefined);

/** Plans of the parameters of a known event type; made when the first event of the type is written. */
export function paramPlans(type: number): readonly ParamPlan[] {
  let plans = PLANS[type];
  if (plans === undefined) {
    plans = EVENTS[type]?.allParams.map(planParam) ?? [];
    PLANS[type] = plans;
  }
  return plans;
}
