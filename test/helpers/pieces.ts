import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { lines } from './lines.js';
import { runOracle } from './oracle.js';

/** A format for events without the number, which differs between captures. */
export const LINE = '*%evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** Captures whose names start with a given name, in the order of their numbers. */
export function pieces(base: string): string[] {
  const names = readdirSync(dirname(base)).filter((name) => name.startsWith(basename(base)));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).map((name) => join(dirname(base), name));
}

/** The lines that the program prints for captures, in sequence. */
export async function linesOf(captures: readonly string[], format = LINE, ...filter: string[]): Promise<string[]> {
  const all: string[] = [];
  for (const capture of captures) all.push(...(await lines('-r', capture, '-p', format, ...filter)));
  return all;
}

/** The lines that the reference prints for captures, in sequence, without event numbers. Throws if it cannot read one. */
export function referenceLines(captures: readonly string[]): string[] {
  return captures.flatMap((capture) => {
    const { lines, stderr, status } = runOracle(capture);
    if (status !== 0) throw new Error(`${capture}: ${stderr}`);
    return lines.map((line) => line.slice(line.indexOf(' ') + 1));
  });
}
