import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { RenderOptions } from './options.js';
import { PARAM_PLANS, type ParamPlan, TYPE_PLANS, type TypePlan } from './param-plan.js';
import { findSyslogMessage } from './syslog.js';
import { Value } from './value.js';

const value = new Value();
const ELLIPSIS = '...';

/** Whether the current value can be read: fixed types must have their exact size (FORMAT §9). */
function isWhole(plan: TypePlan): boolean {
  return plan.width === 0 ? value.length > 0 : value.length === plan.width;
}

/** An empty buffer behind the tag of a `dyn` value is there, unlike an empty parameter. */
function isEmptyAlternative(plan: TypePlan): boolean {
  return value.length === 0 && plan.width === 0 && value.param.type === 'dyn' && value.start > 0;
}

/** A buffer as plain text is cut to `maxLength` bytes, the last three of them "..."; in the other modes it never is. */
function rawOfBuffer(plan: TypePlan): string {
  const { maxLength, buffers } = value.options;
  if (buffers !== 'normal' || maxLength === 0 || value.length <= maxLength) return plan.raw(value);
  value.length = maxLength - ELLIPSIS.length;
  return plan.raw(value) + ELLIPSIS;
}

function rawOf(plan: TypePlan): string {
  if (!isWhole(plan) && !isEmptyAlternative(plan)) return plan.isText ? '<NA>' : 'NULL';
  if (plan.isBuffer) return rawOfBuffer(plan);
  const text = plan.raw(value);
  return plan.isText && text === '(NULL)' ? '<NA>' : text;
}

function resolvedOf(plan: TypePlan): string {
  return isWhole(plan) ? plan.resolved(value) : '';
}

/** Moves `value` to a parameter and returns the plan of its type; a `dyn` value names its type itself. */
function moveTo(evt: Evt, index: number, options: RenderOptions): TypePlan {
  value.move(evt, index, options);
  const param = PARAM_PLANS[evt.view.type]?.[index];
  return param === undefined || param.isDynamic ? TYPE_PLANS[value.type] : param.plan;
}

/** Text of parameter `index` as it is (`3`); the first half of name=raw(resolved). The event must have the parameter. */
export function renderRaw(evt: Evt, index: number, options: RenderOptions): string {
  return rawOf(moveTo(evt, index, options));
}

/** What the value of parameter `index` stands for (`<f>/etc/passwd`); '' where there is nothing to say. */
export function renderResolved(evt: Evt, index: number, options: RenderOptions): string {
  return resolvedOf(moveTo(evt, index, options));
}

/** evt.args: `name=raw(resolved)` of all parameters, one space between them. Nothing for generic events. */
export function renderArgs(evt: Evt, options: RenderOptions): string {
  const { view } = evt;
  if (view.type <= EVT.GENERIC_X) return '';
  const params = PARAM_PLANS[view.type] as readonly ParamPlan[];
  let args = '';
  for (let i = 0; i < view.paramCount; i++) {
    const param = params[i] as ParamPlan;
    const plan = moveTo(evt, i, options);
    args += i === 0 ? param.label : param.nextLabel;
    args += rawOf(plan);
    const resolved = resolvedOf(plan);
    if (resolved !== '') args += `(${resolved})`;
  }
  return args;
}

/** evt.info: evt.args, but what a write to the system log says. */
export function renderInfo(evt: Evt, options: RenderOptions): string {
  return findSyslogMessage(evt) ?? renderArgs(evt, options);
}
