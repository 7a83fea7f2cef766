import { EVENTS } from '../schema/events.js';
import { PARAM_TYPES, type ParamType } from '../schema/param-types.js';
import { type ParamRender, RENDER } from './param.js';

/** What there is to know about a type before its value is written. */
export interface TypePlan {
  /** Exact byte size, 0 for types of any length. */
  readonly width: number;
  /** Whether a missing value is "<NA>"; of other types it is "NULL". */
  readonly isText: boolean;
  readonly isBuffer: boolean;
  readonly raw: ParamRender['raw'];
  readonly resolved: ParamRender['resolved'];
}

/** A parameter of an event type, with the text in front of its value. */
export interface ParamPlan {
  /** `name=` */
  readonly label: string;
  /** ` name=`, for all but the first. */
  readonly nextLabel: string;
  readonly isDynamic: boolean;
  readonly plan: TypePlan;
}

const TEXT_TYPES: ReadonlySet<ParamType> = new Set(['charbuf', 'fspath', 'fsrelpath']);

function planType(type: ParamType): TypePlan {
  return {
    width: PARAM_TYPES[type].width,
    isText: TEXT_TYPES.has(type),
    isBuffer: type === 'bytebuf',
    raw: RENDER[type].raw,
    resolved: RENDER[type].resolved,
  };
}

/** Plans by type. */
export const TYPE_PLANS = Object.fromEntries(
  (Object.keys(PARAM_TYPES) as ParamType[]).map((type) => [type, planType(type)]),
) as Readonly<Record<ParamType, TypePlan>>;

/** Plans by event type and parameter. */
export const PARAM_PLANS: readonly (readonly ParamPlan[])[] = EVENTS.map((row) =>
  row.params.map(({ name, type }) => ({
    label: `${name}=`,
    nextLabel: ` ${name}=`,
    isDynamic: type === 'dyn',
    plan: TYPE_PLANS[type],
  })),
);
