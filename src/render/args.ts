// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { maskControls } from '../bytes/mask.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { RenderOptions } from './options.js';
import { type ParamPlan, paramPlans } from './param-plan.js';
import { findSyslogMessage } from './syslog.js';
import { Value } from './value.js';
import { type ValuePlan, writeBoth, writeRaw, writeResolved } from './value-text.js';

const value = new Value();
const scratch = new ByteText();

/** Moves `value` to a parameter and returns the plan of its type; a `dyn` value states its own type. */
function moveTo(param: ParamPlan, index: number): ValuePlan {
  value.move(index);
  if (param.alternatives === null || value.length === 0) return param.value;
  return param.alternatives[value.takeTag()] ?? param.value;
}

/** Writes evt.args: `name=raw(resolved)` for each parameter, separated by spaces. Nothing for generic events. */
export function writeArgs(evt: Evt, options: RenderOptions, out: ByteText): void {
  const { type, paramCount } = evt.view;
  if (paramCount === 0 || type <= EVT.GENERIC_X) return;
  const params = paramPlans(type);
  value.enter(evt, options);
  for (let i = 0; i < paramCount; i++) {
    const param = params[i] as ParamPlan;
    const { label, both } = param;
    out.addChunk(label);
    const start = out.length;
    if (both === null) writeBoth(moveTo(param, i), value, out);
    else {
      value.move(i);
      both(value, out);
    }
    if (options.guard !== undefined && !param.value.isBuffer) maskControls(out, start);
  }
}

/** Writes evt.info: evt.args, or the message of a write to the system log. */
export function writeInfo(evt: Evt, options: RenderOptions, out: ByteText): void {
  const message = findSyslogMessage(evt);
  if (message === null) {
    writeArgs(evt, options, out);
    return;
  }
  const start = out.length;
  out.addText(message);
  if (options.guard !== undefined) maskControls(out, start);
}

/** Text of evt.args. */
export function renderArgs(evt: Evt, options: RenderOptions): string {
  scratch.length = 0;
  writeArgs(evt, options, scratch);
  return scratch.toText();
}

/** Text of evt.info. */
export function renderInfo(evt: Evt, options: RenderOptions): string {
  scratch.length = 0;
  writeInfo(evt, options, scratch);
  return scratch.toText();
}

/** Whether the text of evt.args has some bytes in it. */
export function argsContain(evt: Evt, options: RenderOptions, part: Uint8Array): boolean {
  scratch.length = 0;
  writeArgs(evt, options, scratch);
  return scratch.has(part);
}

/** Whether the text of evt.info has some bytes in it. */
export function infoContains(evt: Evt, options: RenderOptions, part: Uint8Array): boolean {
  scratch.length = 0;
  writeInfo(evt, options, scratch);
  return scratch.has(part);
}

function enter(evt: Evt, index: number, options: RenderOptions): ValuePlan {
  scratch.length = 0;
  value.enter(evt, options);
  return moveTo(paramPlans(evt.view.type)[index] as ParamPlan, index);
}

/** Raw text of parameter `index` (`3`): the first half of name=raw(resolved). The event must have the parameter. */
export function renderRaw(evt: Evt, index: number, options: RenderOptions): string {
  const plan = enter(evt, index, options);
  writeRaw(plan, value, scratch);
  if (options.guard !== undefined && !plan.isBuffer) maskControls(scratch, 0);
  return scratch.toText();
}

/** Resolved text of parameter `index` (`<f>/etc/passwd`); '' if there is none. */
export function renderResolved(evt: Evt, index: number, options: RenderOptions): string {
  writeResolved(enter(evt, index, options), value, scratch);
  if (options.guard !== undefined) maskControls(scratch, 0);
  return scratch.toText();
}
