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

/** Value of one variable of an environment; null where it is not set. */
export function findVariable(environment: readonly string[], name: string): string | null {
  for (const entry of environment) {
    if (entry.startsWith(name) && entry[name.length] === '=') return entry.slice(name.length + 1);
  }
  return null;
}
