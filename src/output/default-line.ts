// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { FieldRegistry } from '../fields/registry.js';
import { isOfKinds } from '../fields/source-fields.js';
import { EVT } from '../schema/events.js';
import type { Emit } from './line.js';

/** The line of an event that a plugin made, known or not. */
const PLUGIN_LINE = '*%evt.num %evt.datetime.s [%evt.pluginname] %evt.plugininfo';

/**
 * Compiles the format of a run for which the user gave none: `usual`, that of plugin events, and for the events of a source that brings
 * a format of its own, that one. Throws what `compile` throws.
 */
export function compileDefault(usual: string, { sources }: FieldRegistry, compile: (format: string) => Emit): Emit {
  const usualLine = compile(usual);
  // most runs have no plugin events; but some plugins must know before the first one that their text is asked for
  let pluginLine: Emit | null = sources.some(({ plugin }) => plugin?.onInfo !== undefined)
    ? compile(PLUGIN_LINE)
    : null;
  const lineOfType: Emit = (evt, out) => {
    if (evt.view.type !== EVT.PLUGINEVENT_E) return usualLine(evt, out);
    pluginLine ??= compile(PLUGIN_LINE);
    return pluginLine(evt, out);
  };
  return sources.reduce<Emit>((others, { kinds, defaultFormat }) => {
    if (defaultFormat === null) return others;
    const isOwn = isOfKinds(kinds);
    const own = compile(defaultFormat);
    return (evt, out) => (isOwn(evt) ? own : others)(evt, out);
  }, lineOfType);
}
