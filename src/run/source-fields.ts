import { BUILT_IN_FIELDS } from '../fields/built-in.js';
import type { FieldRegistry } from '../fields/registry.js';
import type { SourceKind } from './sources.js';

/**
 * The built-in fields and those of every kind of source, whichever a run opens: a capture file may hold events of any
 * kind. Throws SyssharkError USAGE if two kinds of source bring the same.
 */
export function registryOf(sources: readonly SourceKind[]): FieldRegistry {
  return sources.reduce(
    (registry, { brings }) => (brings === undefined ? registry : registry.with(brings)),
    BUILT_IN_FIELDS,
  );
}
