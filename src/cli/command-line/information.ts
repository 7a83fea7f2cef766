import type { OptionRow } from './row.js';

/** Options that print something instead of capturing. */
export const INFORMATION = [
  {
    key: 'list',
    letter: 'l',
    names: ['list'],
    value: 'SOURCE',
    isValueOptional: true,
    isLetterBare: true,
    completes: 'source',
    help: 'list fields, or those of a class or pattern (-l proc); -lv adds types',
    details:
      'Fields are what filters and formats can use. proc stands for the fields that begin with "proc."; patterns have * and ?. --list=SOURCE lists the fields that events of a source can have: syscall, or that of a plugin, such as aws_cloudtrail.',
    example: "-l user 'fd.*ip*'",
  },
  {
    key: 'listEvents',
    letter: 'L',
    names: ['list-events'],
    help: 'list events and their parameters, or those of a name or pattern',
  },
  {
    key: 'listMarkdown',
    names: ['list-markdown'],
    value: 'SOURCE',
    isValueOptional: true,
    completes: 'source',
    help: 'list the fields as Markdown',
  },
  {
    key: 'pluginInfo',
    names: ['plugin-info'],
    value: 'NAME',
    completes: 'pluginName',
    help: 'describe a plugin, its settings and what it can open',
    example: '--plugin-info cloudtrail',
  },
  {
    key: 'explain',
    names: ['explain'],
    help: 'show what the kernel decides of the filter (explain: a call)',
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
