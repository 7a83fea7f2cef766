import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runOracle } from './oracle.js';
import { sysshark } from './sysshark.js';

/** What a reader sees of events, without the number, which every capture counts for itself. */
export const LINE = '*%evt.outputtime %evt.cpu %proc.name (%thread.tid) %evt.dir %evt.type %evt.info';

/** Captures that were written with a name and something behind it, in the order of numbers. */
export function pieces(base: string): string[] {
  const names = readdirSync(dirname(base)).filter((name) => name.startsWith(basename(base)));
  return names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).map((name) => join(dirname(base), name));
}

/** Runs the program, which must have nothing to say; its lines. */
export async function quietly(...args: string[]): Promise<string[]> {
  const { stdout, stderr, exitCode } = await sysshark(args);
  if (stderr !== '' || exitCode !== 0) throw new Error(`status ${exitCode}: ${stderr}`);
  return stdout === '' ? [] : stdout.split('\n');
}

/** What the program prints for captures, one after the other. */
export async function linesOf(captures: readonly string[], format = LINE, ...filter: string[]): Promise<string[]> {
  const lines: string[] = [];
  for (const capture of captures) lines.push(...(await quietly('-r', capture, '-p', format, ...filter)));
  return lines;
}

/** What the reference prints for captures, one after the other, without the numbers. Each must open. */
export function referenceLines(captures: readonly string[]): string[] {
  return captures.flatMap((capture) => {
    const { lines, stderr, status } = runOracle(capture);
    if (status !== 0) throw new Error(`${capture}: ${stderr}`);
    return lines.map((line) => line.slice(line.indexOf(' ') + 1));
  });
}
