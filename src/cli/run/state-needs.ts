import type { ChiselCategory } from '../../analysis/chisel.js';
import type { ChiselRequest } from '../../analysis/chisel-set.js';
import { keyNames } from '../../analysis/keys.js';
import type { FieldDef } from '../../fields/field.js';
import type { Filter } from '../../filter/filter.js';
import { fieldsOf } from '../../filter/part-of.js';
import { expandEscapes, fieldAlone, formatFields } from '../../output/format.js';
import { passesOnlyOpens } from '../../run/opens-only.js';
import { ALL_NEEDS, type StateNeeds } from '../../run/state-needs.js';
import { NAMED_FORMATS, PLAIN_FORMAT } from '../options/default-formats.js';
import type { Printing, RunOptions } from '../options/run-options.js';
import { contextOf } from '../print/printing.js';

/** Runs that need more of events than fields. */
const PRINTS_MORE: ReadonlySet<Printing> = new Set(['chisels', 'follow', 'requests', 'asked']);

/** The fields that are printed; null if they are not known in advance. */
function printedFields(options: RunOptions): readonly FieldDef[] | null {
  const { printing, machineForm, format } = options;
  const context = contextOf(options);
  if (PRINTS_MORE.has(printing)) return null;
  if (printing === 'nothing') return [];
  if (machineForm?.kind === 'fields') return machineForm.fields.map((field) => fieldAlone(field, context).use.def);
  if (machineForm !== null) return null;
  const text = format === null ? PLAIN_FORMAT : (NAMED_FORMATS[format] ?? expandEscapes(format));
  return formatFields(text, context).map(({ use }) => use.def);
}

/** Categories of chisels that list processes and descriptors with everything that is known about them. */
const LISTINGS: ReadonlySet<ChiselCategory> = new Set(['System State', 'Containers']);

const isListing = ({ chisels }: RunOptions): boolean => chisels.some(({ chisel }) => LISTINGS.has(chisel.category));

/** Whether a chisel may show a field for which `asks` is true. */
function mayShow({ chisel, args }: ChiselRequest, asks: (field: string) => boolean): boolean {
  return chisel.usesAnyField === true || args.flatMap(keyNames).some(asks);
}

/** Whether the output, which shows these fields (null if they are not known), may show the use of memory or connections. */
function showsUse(options: RunOptions, shown: readonly FieldDef[] | null): boolean {
  const { chisels, machineForm } = options;
  const { registry } = contextOf(options);
  const asksUse = (name: string): boolean => {
    const field = registry.find(name);
    return field !== undefined && field.asksNoUse !== true;
  };
  if (chisels.length > 0) return isListing(options) || chisels.some((request) => mayShow(request, asksUse));
  // it has a fixed set of members, and none of them shows it
  if (machineForm !== null && machineForm.kind !== 'fields') return false;
  return shown?.some((field) => field.asksNoUse !== true) ?? true;
}

/**
 * What a run needs to know about the machine beyond the events that its filter accepts. Descriptors that these events neither
 * open nor use as the start of a path need no name; use of memory and connections is noted only if something may show it.
 * `shown`: the fields that its output depends on, null if they are not known in advance.
 */
export function stateNeeds(
  options: RunOptions,
  filter: Filter | null,
  shown: readonly FieldDef[] | null = printedFields(options),
): StateNeeds {
  if (filter === null || filter.checked === null) return ALL_NEEDS;
  const filtered = fieldsOf(filter.checked);
  const printed = options.output !== null || !passesOnlyOpens(filter) ? null : shown;
  return {
    namesDescriptors: printed === null || [...printed, ...filtered].some((field) => field.asksOwnFdOnly !== true),
    listsDescriptors: isListing(options),
    // a checkpoint contains the whole state
    notesUse: options.split !== null || showsUse(options, shown) || filtered.some((field) => field.asksNoUse !== true),
  };
}
