import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../fields/field-context.js';
import { registryOf } from '../run/source-fields.js';
import { SOURCES } from '../run/sources.js';

const NO_LIMIT = 0;

/** How field values are made for programs: the defaults, except that nothing is cut. */
export const LIBRARY_CONTEXT: FieldContext = {
  ...DEFAULT_FIELD_CONTEXT,
  registry: registryOf(SOURCES),
  render: { ...DEFAULT_FIELD_CONTEXT.render, maxLength: NO_LIMIT },
};
