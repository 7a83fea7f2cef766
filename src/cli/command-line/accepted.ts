import type { OptionRow } from './row.js';

/** Options that sysdig needs and that change nothing here: what they ask for is so anyway. */
export const ACCEPTED = [
  {
    key: 'fatfile',
    letter: 'F',
    names: ['fatfile'],
    help: 'hidden events stay in a filtered capture: they do (see --no-fat)',
  },
  {
    key: 'bpf',
    letter: 'B',
    names: ['bpf'],
    value: 'PROBE',
    isValueOptional: true,
    help: 'capture with eBPF: there is no other way',
  },
  {
    key: 'modernBpf',
    names: ['modern-bpf'],
    help: 'capture with CO-RE eBPF: there is no other way',
  },
  {
    key: 'cpusForEachBuffer',
    names: ['cpus-for-each-buffer'],
    value: 'NUMBER',
    help: 'CPUs that share a ring: each has its own',
  },
  {
    key: 'logLevel',
    names: ['log-level'],
    value: 'LEVEL',
    help: 'what is told on standard error: what people must know',
  },
] as const satisfies readonly OptionRow[];
