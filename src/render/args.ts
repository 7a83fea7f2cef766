import type { Evt } from '../state/evt.js';
import type { RenderOptions } from './options.js';

/** Text of parameter `index` as it is (`3`); the first half of name=raw(resolved). The event must have the parameter. */
export function renderRaw(_evt: Evt, _index: number, _options: RenderOptions): string {
  return '';
}

/** What the value of parameter `index` stands for (`<f>/etc/passwd`); '' where there is nothing to say. */
export function renderResolved(_evt: Evt, _index: number, _options: RenderOptions): string {
  return '';
}

/** evt.args: `name=raw(resolved)` of all parameters, one space between them. */
export function renderArgs(_evt: Evt, _options: RenderOptions): string {
  return '';
}

/** evt.info: evt.args, but what a write to the system log says. */
export function renderInfo(evt: Evt, options: RenderOptions): string {
  return renderArgs(evt, options);
}
