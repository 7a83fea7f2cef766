import { COMMANDS, type CommandRow } from './commands.js';
import { EXAMPLES } from './examples.js';
import type { OptionRow } from './row.js';
import { GROUPS } from './table.js';

const USAGE = `Usage: sysshark [OPTION...] [FILTER] [-- COMMAND [ARGUMENT...]]
Captures the system calls of a Linux machine, or of a command, and inspects them.
`;
/** Column where descriptions begin. */
const WIDTH = 29;
const EXAMPLE_WIDTH = Math.max(...EXAMPLES.map((example) => example.line.length));

function line(left: string, help: string): string {
  return `  ${left.padEnd(WIDTH - 4)} ${help}\n`;
}

function optionLine({ letter, names, value, isValueOptional, help }: OptionRow): string {
  const start = letter === undefined ? '    ' : `-${letter}, `;
  const shown = isValueOptional ? `[=${value}]` : ` ${value}`;
  return line(`${start}--${names[0]}${value === undefined ? '' : shown}`, help);
}

function section(title: string, lines: readonly string[]): string {
  return `\n${title}:\n${lines.join('')}`;
}

const listed = (rows: readonly OptionRow[]): OptionRow[] => rows.filter(({ isUnlisted }) => isUnlisted !== true);

const commandLine = ({ name, arguments: words = '', help }: CommandRow): string => line(`${name} ${words}`, help);

/** The text of --help: a line for each option that is listed, by group; the commands; some examples. */
export function renderHelp(): string {
  return [
    USAGE,
    ...GROUPS.map(({ title, rows }) => section(title, listed(rows).map(optionLine))),
    section('Commands', COMMANDS.map(commandLine)),
    section(
      'Examples',
      EXAMPLES.map(({ line: words, help }) => `  sysshark ${words.padEnd(EXAMPLE_WIDTH)}  # ${help}\n`),
    ),
  ].join('');
}
