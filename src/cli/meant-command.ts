import { basename } from 'node:path';
import { toByteString } from '../bytes/text.js';
import { SyssharkError, TextError } from '../errors.js';
import { CHISEL_OPTIONS } from './command-line/chisels.js';
import { COMMANDS } from './command-line/commands.js';
import { INFORMATION } from './command-line/information.js';
import type { OptionRow } from './command-line/row.js';
import { scanArguments } from './command-line/scan-arguments.js';

/** What the name or path of a program looks like; a comparison has another character. */
const PROGRAM = /^[\w./+-]*\w$/;
/** Options after which the first word is no command. */
const OTHERS: ReadonlySet<string> = new Set(['read', ...[...CHISEL_OPTIONS, ...INFORMATION].map(({ key }) => key)]);
const SUBCOMMANDS: ReadonlySet<string> = new Set(COMMANDS.map(({ name }) => name));
const PLAIN_WORD = /^[\w./+:,=@%-]+$/;

const quoted = (word: string): string => (PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
const lineOf = (words: readonly string[]): string => words.map(quoted).join(' ');

/** The position of the first word if a command could be meant by it; -1 if not. */
function findName(argv: readonly string[], rows: readonly OptionRow[]): number {
  for (const one of scanArguments(argv, rows)) {
    if (one.kind === 'word') return PROGRAM.test(one.text) && !SUBCOMMANDS.has(one.text) ? one.at : -1;
    if (OTHERS.has(one.row.key)) return -1;
  }
  return -1;
}

async function isFilter(words: readonly string[]): Promise<boolean> {
  const { parseFilter } = await import('../filter/parse.js');
  try {
    parseFilter(toByteString(words.join(' ')));
    return true;
  } catch (error) {
    if (error instanceof TextError) return false;
    throw error;
  }
}

async function isProgram(name: string, path: string): Promise<boolean> {
  const { hasProgram } = await import('../run/find-program.js');
  return hasProgram(name, path);
}

/**
 * Throws SyssharkError USAGE for a command without "--" before it, as strace takes it. Its options must not be parsed as ours, so
 * call this first.
 */
export async function refuseCommand(argv: readonly string[], rows: readonly OptionRow[], path: string): Promise<void> {
  if (argv.includes('--')) return;
  const at = findName(argv, rows);
  const name = argv[at];
  if (name === undefined || !(await isProgram(name, path))) return;
  if (await isFilter(argv.slice(at))) return;
  const line = lineOf(['sysshark', ...argv.slice(0, at), '--', ...argv.slice(at)]);
  throw new SyssharkError(
    'USAGE',
    `"${name}" is a program, not a filter; to capture it: ${line} (to see those that run: proc.name=${basename(name)})`,
  );
}
