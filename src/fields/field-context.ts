import { BUILT_IN_FIELDS } from './built-in.js';
import { DEFAULT_FIELD_OPTIONS, type FieldOptions } from './field.js';
import type { FieldRegistry } from './registry.js';

/** What filters and formats are compiled with: the fields that they can name, and how values are made. */
export interface FieldContext extends FieldOptions {
  readonly registry: FieldRegistry;
}

/** The built-in fields, with values written as they are. */
export const DEFAULT_FIELD_CONTEXT: FieldContext = { ...DEFAULT_FIELD_OPTIONS, registry: BUILT_IN_FIELDS };
