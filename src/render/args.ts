import { EVT } from '../schema/events.js';
import { PARAM_TYPES, type ParamType } from '../schema/param-types.js';
import type { Evt } from '../state/evt.js';
import type { RenderOptions } from './options.js';
import { RENDER } from './param.js';
import { findSyslogMessage } from './syslog.js';
import { Value } from './value.js';

const value = new Value();
const ELLIPSIS = '...';

function isText(type: ParamType): boolean {
  return type === 'charbuf' || type === 'fspath' || type === 'fsrelpath';
}

/** Whether the current value can be read: fixed types must have their exact size (FORMAT §9). */
function isWhole(): boolean {
  const width = PARAM_TYPES[value.type].width;
  return width === 0 ? value.length > 0 : value.length === width;
}

/** An empty buffer behind the tag of a `dyn` value is there, unlike an empty parameter. */
function isEmptyAlternative(): boolean {
  return value.param.type === 'dyn' && value.length === 0 && PARAM_TYPES[value.type].width === 0 && value.start > 0;
}

/** A buffer as plain text is cut to `maxLength` bytes, the last three of them "..."; in the other modes it never is. */
function rawOfBuffer(): string {
  const { maxLength, buffers } = value.options;
  if (buffers !== 'normal' || maxLength === 0 || value.length <= maxLength) return RENDER.bytebuf.raw(value);
  value.length = maxLength - ELLIPSIS.length;
  return RENDER.bytebuf.raw(value) + ELLIPSIS;
}

function rawOfValue(): string {
  if (!isWhole() && !isEmptyAlternative()) return isText(value.type) ? '<NA>' : 'NULL';
  if (value.type === 'bytebuf') return rawOfBuffer();
  const text = RENDER[value.type].raw(value);
  return isText(value.type) && text === '(NULL)' ? '<NA>' : text;
}

function resolvedOfValue(): string {
  return isWhole() ? RENDER[value.type].resolved(value) : '';
}

/** Text of parameter `index` as it is (`3`); the first half of name=raw(resolved). The event must have the parameter. */
export function renderRaw(evt: Evt, index: number, options: RenderOptions): string {
  value.move(evt, index, options);
  return rawOfValue();
}

/** What the value of parameter `index` stands for (`<f>/etc/passwd`); '' where there is nothing to say. */
export function renderResolved(evt: Evt, index: number, options: RenderOptions): string {
  value.move(evt, index, options);
  return resolvedOfValue();
}

/** evt.args: `name=raw(resolved)` of all parameters, one space between them. Nothing for generic events. */
export function renderArgs(evt: Evt, options: RenderOptions): string {
  const { view } = evt;
  if (view.type <= EVT.GENERIC_X) return '';
  let args = '';
  for (let i = 0; i < view.paramCount; i++) {
    value.move(evt, i, options);
    if (i > 0) args += ' ';
    args += `${value.param.name}=${rawOfValue()}`;
    const resolved = resolvedOfValue();
    if (resolved !== '') args += `(${resolved})`;
  }
  return args;
}

/** evt.info: evt.args, but what a write to the system log says. */
export function renderInfo(evt: Evt, options: RenderOptions): string {
  return findSyslogMessage(evt) ?? renderArgs(evt, options);
}
