import { expect } from '@jest/globals';
import { sysshark } from './sysshark.js';

/**
 * Names of other threads in arguments. A child of vfork executes a program while its parent returns on another CPU: of two recorders,
 * one may see the parent first, and then the child still has its old name.
 */
const NAMES_OF_OTHERS = /(?<= (?:res|next|pid|tid|ptid)=\d+)\([^()]*\)/g;

/**
 * Lines of a capture by thread, in order, without the names of other threads; the format begins with the thread. Two recorders do not
 * read the clock at the same time, so threads may be interleaved differently.
 */
export async function linesOfThreads(file: string, format: string, filter: string): Promise<string[]> {
  const { stdout, stderr, exitCode } = await sysshark(['-r', file, '-p', format, filter]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return byThread(stdout.replaceAll(NAMES_OF_OTHERS, ''));
}

/** Lines that begin with their threads, by thread, otherwise in order. */
export function byThread(text: string): string[] {
  const lines = text.split('\n').map((line, i) => [Number.parseInt(line, 10), i, line] as const);
  return lines.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , line]) => line);
}
