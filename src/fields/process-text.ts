import type { Thread } from '../state/thread.js';

/** Arguments after the program name, separated by spaces. */
export function argsText(thread: Thread): string {
  return thread.args.items.join(' ');
}

/** argv[0], a space and the arguments. */
export function exeLine(thread: Thread): string {
  return `${thread.exe} ${argsText(thread)}`;
}

/** Environment variables of the process, which its main thread holds. */
export function environmentOf(thread: Thread): readonly string[] {
  return (thread.main?.env ?? thread.env).items;
}

/** Value of an environment variable, without surrounding spaces; null if it is unset or empty. */
export function findVariable(environment: readonly string[], name: string): string | null {
  const start = `${name}=`;
  for (const entry of environment)
    if (entry.length > start.length && entry.startsWith(start))
      return entry.slice(start.length).replace(/^ +| +$/g, '');
  return null;
}
