import type { ChiselCategory } from '../../analysis/chisel.js';
import type { FieldDef } from '../../fields/field.js';
import type { Filter } from '../../filter/filter.js';
import { fieldsOf } from '../../filter/part-of.js';
import { expandEscapes, fieldAlone, formatFields } from '../../output/format.js';
import { passesOnlyOpens } from '../../run/interest.js';
import { ALL_NEEDS, type StateNeeds } from '../../run/state-needs.js';
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

/** Chisels that show processes and descriptors as they are, with all that is known of them. */
const LISTINGS: ReadonlySet<ChiselCategory> = new Set(['System State', 'Containers']);

/** Whether what is printed may show the use of memory or of connections. */
function showsUse(options: RunOptions): boolean {
  const { chisels, machineForm } = options;
  const { registry } = contextOf(options);
  const namesUse = (word: string): boolean => {
    const field = registry.find(word);
    return field !== undefined && field.asksNoUse !== true;
  };
  if (chisels.length > 0)
    return chisels.some(({ chisel, args }) => LISTINGS.has(chisel.category) || args.some(namesUse));
  // it has a fixed set of members, none of which does
  if (machineForm?.kind === 'ndjson') return false;
  return printedFields(options)?.some((field) => field.asksNoUse !== true) ?? true;
}

/**
 * What a run needs to know of the machine beyond the events that its filter accepts. Descriptors that none of these events opens, or
 * begins a path at, may go without a name; use of memory and of connections may go unnoted where nothing asks for it.
 */
export function stateNeeds(options: RunOptions, filter: Filter | null): StateNeeds {
  if (filter === null || filter.checked === null) return ALL_NEEDS;
  const filtered = fieldsOf(filter.checked);
  const printed = options.output !== null || !passesOnlyOpens(filter) ? null : printedFields(options);
  return {
    namesDescriptors: printed === null || [...printed, ...filtered].some((field) => field.asksOwnFdOnly !== true),
    // a checkpoint holds all that is known
    notesUse: options.split !== null || showsUse(options) || filtered.some((field) => field.asksNoUse !== true),
  };
}
