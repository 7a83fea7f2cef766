import type { Thread } from '../state/thread.js';

/** Arguments after the program's name, one space between them. */
export function argsText(thread: Thread): string {
  return thread.args.items.join(' ');
}

/** argv[0], a space and the arguments. */
export function exeLine(thread: Thread): string {
  return `${thread.exe} ${argsText(thread)}`;
}

/** Variables of the process' environment, which its main thread holds. */
export function environmentOf(thread: Thread): readonly string[] {
  return (thread.main?.env ?? thread.env).items;
}

/** Value of one variable of an environment, without the spaces around it; null where it is not set, or to nothing. */
export function findVariable(environment: readonly string[], name: string): string | null {
  const start = `${name}=`;
  for (const entry of environment)
    if (entry.length > start.length && entry.startsWith(start))
      return entry.slice(start.length).replace(/^ +| +$/g, '');
  return null;
}
