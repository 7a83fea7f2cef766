import type { FieldDef } from '../../fields/field.js';
import type { Filter } from '../../filter/filter.js';
import { fieldsOf } from '../../filter/part-of.js';
import { expandEscapes, fieldAlone, formatFields } from '../../output/format.js';
import { passesOnlyOpens } from '../../run/interest.js';
import { NAMED_FORMATS, PLAIN_FORMAT } from '../options/default-formats.js';
import type { RunOptions } from '../options/run-options.js';
import { contextOf } from '../print/printing.js';

/** The fields that are printed; null where these cannot be told. */
function printedFields(options: RunOptions): readonly FieldDef[] | null {
  const { printing, machineForm, format, chisels } = options;
  const context = contextOf(options);
  if (chisels.length > 0) return null;
  if (printing === 'nothing') return [];
  if (machineForm?.kind === 'fields') return machineForm.fields.map((field) => fieldAlone(field, context).use.def);
  if (machineForm !== null) return null;
  const text = format === null ? PLAIN_FORMAT : (NAMED_FORMATS[format] ?? expandEscapes(format));
  return formatFields(text, context).map(({ use }) => use.def);
}

/** Whether a run may ask what descriptors are called that none of the events which pass opens, or begins a path at. */
export function namesDescriptors(options: RunOptions, filter: Filter | null): boolean {
  if (filter === null || filter.checked === null || options.output !== null || !passesOnlyOpens(filter)) return true;
  const printed = printedFields(options);
  return printed === null || [...printed, ...fieldsOf(filter.checked)].some((field) => field.asksOwnFdOnly !== true);
}
