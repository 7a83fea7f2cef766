import type { OptionRow } from './row.js';

/** Options that are valid after -T fields, with the letters that tshark uses. */
export const COLUMNS = [
  {
    key: 'columns',
    letter: 'e',
    names: ['field'],
    value: 'FIELD',
    isRepeatable: true,
    help: 'add a column for this field; may be repeated',
    example: '-r capture.scap -T fields -e proc.name -e fd.name',
  },
  {
    key: 'columnLayout',
    letter: 'E',
    names: ['field-layout'],
    value: 'LAYOUT',
    isRepeatable: true,
    help: 'header=y|n, separator=/t|/s|CHARACTER, quote=d|s|n; separate with commas',
    example: '-r capture.scap -T fields -E header=y,separator=, -e evt.num -e proc.name',
  },
] as const satisfies readonly OptionRow[];
