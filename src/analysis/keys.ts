import type { Key } from '../fields/key-tree.js';
import type { Row } from '../output/rows/column.js';
import { COLUMN_TYPES } from '../state/column-types.js';
import type { ChiselContext } from './chisel.js';
import { type KeyColumn, type KeyField, keyColumn } from './key-column.js';

const CONTAINER: KeyField = { heading: 'Container', field: 'container.name', mayLack: true };

/** The fields that a KEY argument of chisels names. */
export const keyNames = (word: string): readonly string[] => word.split(',');

/** The columns of fields by which events are grouped, with the container if rows are to have it. Throws TextError('FORMAT'). */
export function keyColumns(
  fields: readonly KeyField[],
  { fields: context, showsContainers }: Pick<ChiselContext, 'fields' | 'showsContainers'>,
): readonly KeyColumn[] {
  const isThere = fields.some(({ field }) => field === CONTAINER.field);
  const all = showsContainers && !isThere ? [CONTAINER, ...fields] : fields;
  return all.map((field) => keyColumn(field, context));
}

/** One byte by event type: 1 if columns can be made of them, and all with one subject have the same keys. */
export function typesOfKeys(keys: readonly KeyColumn[]): Uint8Array {
  return COLUMN_TYPES.map((fits, type) => fits & +keys.every(({ subjectTypes }) => subjectTypes[type] === 1));
}

/** The values of a row for the keys of a group; nulls for the keys beyond the limit. */
export function keyValues(keys: readonly KeyColumn[], found: readonly Key[]): Row {
  return keys.map(({ toValue }, i) => {
    const key = found[i];
    return key === undefined ? null : toValue(key);
  });
}
