import type { OptionRow } from './row.js';

/** Options that are valid after diff. */
export const COMPARING = [
  {
    key: 'scale',
    names: ['scale'],
    value: 'BY',
    choices: ['calls', 'time', 'none'],
    help: 'diff: what counts are compared by: most calls, time, nothing',
    details:
      'By default, the counts of a capture that has twice as many of most calls are halved, so that only calls stand out that differ from the others. time compares counts per second.',
    example: 'diff yesterday.scap today.scap --scale time proc.name=nginx',
  },
] as const satisfies readonly OptionRow[];
