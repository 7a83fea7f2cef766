import type { EventView } from '../../decode/event-view.js';
import { findParam } from '../../decode/param-index.js';
import { renderRaw, renderResolved } from '../../render/args.js';
import type { RenderOptions } from '../../render/options.js';
import type { Evt } from '../../state/evt.js';

/** An argument of a call, in the event that has it. */
export interface Argument {
  readonly evt: Evt;
  readonly index: number;
}

/** The event as it was when the call began. */
const entered = (evt: Evt, view: EventView): Evt => Object.create(evt, { view: { value: view } }) as Evt;

/** Index of a parameter that an event has; -1 if it has none of that name. */
function indexIn({ type, paramCount }: EventView, name: string): number {
  const index = findParam(type, name);
  return index < paramCount ? index : -1;
}

/** An argument of a call by name: of its exit event, or of its enter event if that was kept; null if neither has it. */
export function argumentOf(evt: Evt, name: string): Argument | null {
  const index = indexIn(evt.view, name);
  if (index >= 0) return { evt, index };
  const before = evt.enter === null ? -1 : indexIn(evt.enter, name);
  return before < 0 ? null : { evt: entered(evt, evt.enter as EventView), index: before };
}

/** An argument as in evt.args, without its name. */
export function argumentText({ evt, index }: Argument, options: RenderOptions): string {
  const resolved = renderResolved(evt, index, options);
  return renderRaw(evt, index, options) + (resolved === '' ? '' : `(${resolved})`);
}

/** The arguments that only the enter event of a call has, as in evt.args; empty if that was not kept. */
export function enteredArgs(evt: Evt, options: RenderOptions): readonly string[] {
  const { enter, view } = evt;
  const names = enter?.def?.params.map(({ name }) => name) ?? [];
  return names.flatMap((name) => {
    const argument = indexIn(view, name) < 0 ? argumentOf(evt, name) : null;
    return argument === null ? [] : `${name}=${argumentText(argument, options)}`;
  });
}
