import type { OptionRow } from './row.js';

/** Options that sysdig needs and that change nothing here: what they ask for is so anyway. */
export const ACCEPTED = [
  {
    key: 'fatfile',
    letter: 'F',
    names: ['fatfile'],
    help: 'hidden events stay in a filtered capture; the default (see --no-fat)',
  },
  {
    key: 'bpf',
    letter: 'B',
    names: ['bpf'],
    value: 'PROBE',
    isValueOptional: true,
    help: 'capture with eBPF, which is the only way here',
  },
  {
    key: 'modernBpf',
    names: ['modern-bpf'],
    help: 'the same',
  },
] as const satisfies readonly OptionRow[];
