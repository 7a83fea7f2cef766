import type { FieldDef } from '../../fields/field.js';
import { knownValues } from '../../fields/known-values.js';
import { COMMANDS, type CommandRow } from '../command-line/commands.js';
import type { OptionRow } from '../command-line/row.js';
import { GROUPS } from '../command-line/table.js';

/** What a completion script is generated from. */
export interface Words {
  readonly options: readonly OptionRow[];
  readonly commands: readonly CommandRow[];
  /** Names of the fields of filters and formats. */
  readonly fields: readonly string[];
  /** Values of fields in filters: those of all fields that have the same. */
  readonly values: readonly { readonly fields: readonly string[]; readonly values: readonly string[] }[];
}

/** What needs no quotes in a filter, and nothing in a shell. */
const PLAIN = /^[\w.-]+$/;

/** The values of fields for which all are known, by list of values. */
function valuesOf(fields: readonly FieldDef[]): Words['values'] {
  const byValues = new Map<string, string[]>();
  for (const field of fields) {
    const values = knownValues(field).filter((value) => PLAIN.test(value));
    if (values.length === 0) continue;
    const key = values.join(' ');
    byValues.set(key, [...(byValues.get(key) ?? []), field.name]);
  }
  return [...byValues].map(([key, names]) => ({ fields: names, values: key.split(' ') }));
}

/** The choices of what options complete. */
export type Named = Readonly<Record<'chisel' | 'plugin' | 'pluginName' | 'source', readonly string[]>>;

const isNamed = (kind: OptionRow['completes']): kind is keyof Named =>
  kind === 'chisel' || kind === 'plugin' || kind === 'pluginName' || kind === 'source';

/** The documented options and commands; options that take a chisel, a plugin or an event source have the names as their choices. */
export function wordsWith(fields: readonly FieldDef[], named: Named): Words {
  const options = GROUPS.flatMap(({ rows }): readonly OptionRow[] => rows).map((row) =>
    isNamed(row.completes) ? { ...row, choices: named[row.completes] } : row,
  );
  const names = fields.map(({ name }) => name);
  return { options, commands: COMMANDS, fields: names, values: valuesOf(fields) };
}

/** All ways to write an option without its value, the letter first. */
export function flagsOf({ letter, names }: OptionRow): string[] {
  return [...(letter === undefined ? [] : [`-${letter}`]), ...names.map((name) => `--${name}`)];
}

/** The ways to write an option that has its value, if any, behind it. */
export function valueFlagsOf({ isLetterBare, ...row }: OptionRow): string[] {
  const flags = flagsOf(row);
  return isLetterBare ? flags.slice(1) : flags;
}
