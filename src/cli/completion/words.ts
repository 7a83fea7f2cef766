import { COMMANDS, type CommandRow } from '../command-line/commands.js';
import type { OptionRow } from '../command-line/row.js';
import { GROUPS } from '../command-line/table.js';

/** What a completion script is generated from. */
export interface Words {
  readonly options: readonly OptionRow[];
  readonly commands: readonly CommandRow[];
  /** Names of the fields of filters and formats. */
  readonly fields: readonly string[];
}

/** The documented options and commands; options that take a chisel have the chisel names as their choices. */
export function wordsWith(fields: readonly string[], chisels: readonly string[]): Words {
  const options = GROUPS.flatMap(({ rows }): readonly OptionRow[] => rows);
  const named = options.map((row) => (row.completes === 'chisel' ? { ...row, choices: chisels } : row));
  return { options: named, commands: COMMANDS, fields };
}

/** All ways to write an option without its value, the letter first. */
export function flagsOf({ letter, names }: OptionRow): string[] {
  return [...(letter === undefined ? [] : [`-${letter}`]), ...names.map((name) => `--${name}`)];
}
