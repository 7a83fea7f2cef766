import { env } from 'node:process';
import type { Chisel } from '../../analysis/chisel.js';
import { chiselUsage } from '../../analysis/chisel-list.js';
import type { ChiselRequest } from '../../analysis/chisel-set.js';
import { CHISELS, findChisel } from '../../analysis/registry.js';
import { toByteString } from '../../bytes/text.js';
import { SyssharkError, TextError } from '../../errors.js';
import { DEFAULT_FIELD_CONTEXT, type FieldContext } from '../../fields/field-context.js';
import { didYouMean, nearestNames } from '../../fields/nearest-names.js';
import { compileFilter } from '../../filter/filter.js';
import { hasProgram } from '../../run/find-program.js';
import { registryOf } from '../../run/source-fields.js';
import type { SourceKind } from '../../run/sources.js';
import type { ChiselWords } from '../command-line/chisel-words.js';

/** The chisels and the filter of a command line. */
interface Requests {
  readonly chisels: readonly ChiselRequest[];
  /** The words of the filter: those that are not arguments of chisels. */
  readonly words: readonly string[];
}

/** The chisel with this name. Throws SyssharkError USAGE that suggests similar names. */
export function chiselNamed(name: string): Chisel {
  const chisel = findChisel(name);
  if (chisel !== undefined) return chisel;
  const near = nearestNames(
    name,
    CHISELS.map((one) => one.name),
  );
  const hint = didYouMean(near) || '; sysshark -cl lists them, and one of your own is a path, as ./mine.js';
  throw new SyssharkError('USAGE', `there is no chisel "${name}"${hint}${insteadOfCounting(name)}`);
}

/** What to use instead of strace's `-c COMMAND`; '' if there is no such command. */
function insteadOfCounting(name: string): string {
  return hasProgram(name, env['PATH'] ?? '') ? ` (for a table of its calls, use -q -S -- ${name})` : '';
}

function isFilter(text: string, fields: FieldContext): boolean {
  try {
    compileFilter(toByteString(text), fields);
    return true;
  } catch (error) {
    if (error instanceof TextError) return false;
    throw error;
  }
}

/** How many of the words after a chisel are its arguments; words from the first filter on are not optional arguments. */
function countArgs(chisel: Chisel, words: readonly string[], fields: FieldContext): number {
  const needed = chisel.args.filter(({ isOptional }) => !isOptional);
  const missing = needed[words.length];
  if (missing !== undefined)
    throw new SyssharkError('USAGE', `${chiselUsage(chisel)}: ${missing.name} is missing (${missing.description})`);
  let count = needed.length;
  for (const most = Math.min(words.length, chisel.args.length); count < most; count++)
    if (isFilter(words[count] as string, fields) || isFilter(words.slice(count).join(' '), fields)) break;
  return count;
}

/**
 * The requested chisels with their arguments, and the words that are left for the filter, which may name fields of `sources`;
 * `files` are chisels that are not built in, by name. Throws SyssharkError USAGE.
 */
export function requestChisels(
  words: readonly string[],
  asked: readonly ChiselWords[],
  files: ReadonlyMap<string, Chisel>,
  sources: readonly SourceKind[],
): Requests {
  const fields = { ...DEFAULT_FIELD_CONTEXT, registry: registryOf(sources) };
  const isTaken = new Set<number>();
  const chisels = asked.map(({ name, from, to }) => {
    const chisel = files.get(name) ?? chiselNamed(name);
    const end = from + countArgs(chisel, words.slice(from, to), fields);
    for (let at = from; at < end; at++) isTaken.add(at);
    return { chisel, args: words.slice(from, end).map(toByteString) };
  });
  return { chisels, words: words.filter((_, at) => !isTaken.has(at)) };
}
