import { BUILT_IN_FIELDS } from './built-in.js';
import { DEFAULT_FIELD_OPTIONS, type FieldOptions } from './field.js';
import type { FieldRegistry } from './registry.js';

/** Context for compiling filters and formats: the available fields, and how values are made. */
export interface FieldContext extends FieldOptions {
  readonly registry: FieldRegistry;
}

/** The built-in fields, with values unchanged. */
export const DEFAULT_FIELD_CONTEXT: FieldContext = { ...DEFAULT_FIELD_OPTIONS, registry: BUILT_IN_FIELDS };
