import { ACCEPTED } from './accepted.js';
import { CHISEL_OPTIONS } from './chisels.js';
import { COLUMNS } from './columns.js';
import { COMPARING } from './comparing.js';
import { EXPLAINING } from './explaining.js';
import { EXPORTING } from './exporting.js';
import { FILTERING } from './filtering.js';
import { FOLLOWING } from './following.js';
import { INFORMATION } from './information.js';
import { INSPECTING } from './inspecting.js';
import { LIVE } from './live.js';
import { OUTPUT } from './output.js';
import { QUERYING } from './querying.js';
import { READING } from './reading.js';
import { REQUESTING } from './requesting.js';
import type { OptionGroup, OptionRow } from './row.js';
import { COLLECTING, FETCHING, SHIPPING, UNPROTECTED } from './shipping.js';

/** The documented options, in the order of the help. */
export const GROUPS = [
  { title: 'Reading and writing', rows: READING },
  { title: 'Which events', rows: FILTERING },
  { title: 'Output', rows: OUTPUT },
  { title: 'Chisels', rows: CHISEL_OPTIONS },
  { title: 'With -T fields', rows: COLUMNS },
  {
    title: 'With follow, requests, explain, diff, sql and ui',
    rows: [...FOLLOWING, ...REQUESTING, ...EXPLAINING, ...COMPARING, ...QUERYING, ...EXPORTING, ...INSPECTING],
  },
  { title: 'With ship, collect and fetch', rows: [...SHIPPING, ...COLLECTING, ...FETCHING, ...UNPROTECTED] },
  { title: 'Live capture', rows: LIVE },
  { title: 'Information', rows: INFORMATION },
] as const satisfies readonly OptionGroup[];

type Row = (typeof GROUPS)[number]['rows'][number] | (typeof ACCEPTED)[number];

/** All options that the command line accepts. */
export const OPTIONS: readonly OptionRow[] = [...GROUPS.flatMap(({ rows }): readonly OptionRow[] => rows), ...ACCEPTED];

type Value<R> = R extends { choices: readonly (infer Choice)[] }
  ? Choice
  : R extends { isCounted: true }
    ? number
    : R extends { isRepeatable: true }
      ? readonly string[]
      : R extends { value: string }
        ? string
        : true;

/** Options as given on the command line, by the keys of their rows. */
export type RawOptions = { readonly [R in Row as R['key']]?: Value<R> };

/** An option as messages name it: by its letter, or by its long name if it has none. */
export function nameOf({ letter, names }: OptionRow): string {
  return letter === undefined ? `--${names[0]}` : `-${letter}`;
}

/** The option with a key as messages name it. */
export function optionName(key: string): string {
  const row = OPTIONS.find((one) => one.key === key);
  return row === undefined ? key : nameOf(row);
}
