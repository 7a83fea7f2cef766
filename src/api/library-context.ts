import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../fields/field-context.js';

const NO_LIMIT = 0;

/** How values of fields are made for programs: as by default, but nothing is cut. */
export const LIBRARY_CONTEXT: FieldContext = {
  ...DEFAULT_FIELD_CONTEXT,
  render: { ...DEFAULT_FIELD_CONTEXT.render, maxLength: NO_LIMIT },
};
