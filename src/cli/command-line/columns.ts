import type { OptionRow } from './row.js';

/** What letters mean behind -T fields, as tshark has them. */
export const COLUMNS = [
  {
    key: 'columns',
    letter: 'e',
    names: ['field'],
    value: 'FIELD',
    isRepeatable: true,
    help: 'a column of this field; may be repeated',
    example: '-r capture.scap -T fields -e proc.name -e fd.name',
  },
  {
    key: 'columnLayout',
    letter: 'E',
    names: ['field-layout'],
    value: 'LAYOUT',
    isRepeatable: true,
    help: 'header=y|n, separator=/t|/s|CHARACTER, quote=d|s|n; commas between',
    example: '-r capture.scap -T fields -E header=y,separator=, -e evt.num -e proc.name',
  },
] as const satisfies readonly OptionRow[];
