import { BUILT_IN_FIELDS } from '../fields/built-in.js';
import type { FieldRegistry } from '../fields/registry.js';
import type { SourceKind } from './sources.js';

/** Registries by their sources: a run asks for its own several times. */
const REGISTRIES = new WeakMap<readonly SourceKind[], FieldRegistry>();

/**
 * The built-in fields and those of every kind of source, whichever a run opens: a capture file may hold events of any
 * kind. Throws SyssharkError USAGE if two kinds of source bring the same.
 */
export function registryOf(sources: readonly SourceKind[]): FieldRegistry {
  const made = REGISTRIES.get(sources);
  if (made !== undefined) return made;
  const registry = sources.reduce(
    (before, { brings }) => (brings === undefined ? before : before.with(brings)),
    BUILT_IN_FIELDS,
  );
  REGISTRIES.set(sources, registry);
  return registry;
}
