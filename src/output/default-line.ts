// HOT: once per printed event. No allocation, bigint, try, spread or iterator here.
import type { FieldRegistry } from '../fields/registry.js';
import { isOfKinds } from '../fields/source-fields.js';
import type { Emit } from './line.js';

/**
 * Compiles the format of a run for which the user gave none: `usual`, and for the events of a source that brings a format of its own,
 * that one. Throws what `compile` throws.
 */
export function compileDefault(usual: string, { sources }: FieldRegistry, compile: (format: string) => Emit): Emit {
  return sources.reduce<Emit>((others, { kinds, defaultFormat }) => {
    if (defaultFormat === null) return others;
    const isOwn = isOfKinds(kinds);
    const own = compile(defaultFormat);
    return (evt, out) => (isOwn(evt) ? own : others)(evt, out);
  }, compile(usual));
}
