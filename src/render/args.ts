// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import { ByteText } from '../bytes/byte-text.js';
import { EVT } from '../schema/events.js';
import type { Evt } from '../state/evt.js';
import type { RenderOptions } from './options.js';
import { type ParamPlan, paramPlans, type ValuePlan } from './param-plan.js';
import { findSyslogMessage } from './syslog.js';
import { Value } from './value.js';

const value = new Value();
const scratch = new ByteText();
const ELLIPSIS = '...';
const OPEN = 40;
const CLOSE = 41;
const NULL_TEXT = '(NULL)';

/** Whether the current value can be read: fixed types must have their exact size (FORMAT §9). */
function isWhole(plan: ValuePlan): boolean {
  return plan.width === 0 ? value.length > 0 : value.length === plan.width;
}

/** A buffer as plain text is cut to `maxLength` bytes, the last three of them "..."; in the other modes it never is. */
function writeBuffer(plan: ValuePlan, out: ByteText): void {
  const { maxLength, buffers } = value.options;
  if (buffers !== 'normal' || maxLength === 0 || value.length <= maxLength) {
    plan.raw(value, out);
    return;
  }
  value.length = maxLength - ELLIPSIS.length;
  plan.raw(value, out);
  out.addText(ELLIPSIS);
}

/** Whether a text that was written from `start` on says that there is none. */
function isNullText(out: ByteText, start: number): boolean {
  return out.length - start === NULL_TEXT.length && out.bytes[start] === OPEN && out.toText(start) === NULL_TEXT;
}

function writeRaw(plan: ValuePlan, out: ByteText): void {
  const start = out.length;
  if (!isWhole(plan) && !(plan.mayBeEmpty && value.length === 0)) out.addText(plan.isText ? '<NA>' : 'NULL');
  else if (plan.isBuffer) writeBuffer(plan, out);
  else plan.raw(value, out);
  if (!plan.isText || !isNullText(out, start)) return;
  out.length = start;
  out.addText('<NA>');
}

/** Writes what the value stands for in parentheses, or nothing. */
function writeMeaning(plan: ValuePlan, out: ByteText): void {
  if (plan.resolved === null || !isWhole(plan)) return;
  const start = out.length;
  out.addByte(OPEN);
  plan.resolved(value, out);
  if (out.length === start + 1) out.length = start;
  else out.addByte(CLOSE);
}

/** Moves `value` to a parameter and returns the plan of its type; a `dyn` value names its type itself. */
function moveTo(evt: Evt, index: number, options: RenderOptions): ValuePlan {
  const param = paramPlans(evt.view.type)[index] as ParamPlan;
  value.move(evt, index, options);
  if (param.alternatives === null || value.length === 0) return param.value;
  const tag = evt.view.bytes[value.start] as number;
  value.start++;
  value.length--;
  return param.alternatives[tag] ?? param.value;
}

/** Writes evt.args: `name=raw(resolved)` of all parameters, one space between them. Nothing for generic events. */
export function writeArgs(evt: Evt, options: RenderOptions, out: ByteText): void {
  const { view } = evt;
  if (view.type <= EVT.GENERIC_X) return;
  const params = paramPlans(view.type);
  for (let i = 0; i < view.paramCount; i++) {
    out.addBytes((params[i] as ParamPlan).label);
    const plan = moveTo(evt, i, options);
    writeRaw(plan, out);
    writeMeaning(plan, out);
  }
}

/** Writes evt.info: evt.args, but what a write to the system log says. */
export function writeInfo(evt: Evt, options: RenderOptions, out: ByteText): void {
  const message = findSyslogMessage(evt);
  if (message === null) writeArgs(evt, options, out);
  else out.addText(message);
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

/** Text of parameter `index` as it is (`3`); the first half of name=raw(resolved). The event must have the parameter. */
export function renderRaw(evt: Evt, index: number, options: RenderOptions): string {
  scratch.length = 0;
  writeRaw(moveTo(evt, index, options), scratch);
  return scratch.toText();
}

/** What the value of parameter `index` stands for (`<f>/etc/passwd`); '' where there is nothing to say. */
export function renderResolved(evt: Evt, index: number, options: RenderOptions): string {
  scratch.length = 0;
  const plan = moveTo(evt, index, options);
  if (plan.resolved !== null && isWhole(plan)) plan.resolved(value, scratch);
  return scratch.toText();
}
