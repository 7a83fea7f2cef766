import type { OptionRow } from './row.js';

/** Options that print something instead of capturing. */
export const INFORMATION = [
  {
    key: 'list',
    letter: 'l',
    names: ['list'],
    help: 'list the fields for filters and formats; -lv adds their types',
  },
  {
    key: 'listEvents',
    letter: 'L',
    names: ['list-events'],
    help: 'list the event types and their parameters',
  },
  {
    key: 'listMarkdown',
    names: ['list-markdown'],
    help: 'list the fields as Markdown',
  },
  {
    key: 'explain',
    names: ['explain'],
    help: 'show which parts of the filter the kernel decides',
    example: '--explain proc.name=nginx and evt.type=openat',
  },
  {
    key: 'help',
    letter: 'h',
    names: ['help'],
    help: 'show this help',
  },
  {
    key: 'version',
    letter: 'V',
    names: ['version'],
    help: 'show the version',
  },
] as const satisfies readonly OptionRow[];
