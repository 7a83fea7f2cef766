import type { OptionRow } from './row.js';

/** Options of sysdig that are accepted but have no effect. */
export const ACCEPTED = [
  {
    key: 'fatfile',
    letter: 'F',
    names: ['fatfile'],
    help: 'keep hidden events in a filtered capture; always on (see --no-fat)',
  },
  {
    key: 'bpf',
    letter: 'B',
    names: ['bpf'],
    value: 'PROBE',
    isValueOptional: true,
    help: 'capture with eBPF; always on',
  },
  {
    key: 'modernBpf',
    names: ['modern-bpf'],
    help: 'capture with CO-RE eBPF; always on',
  },
  {
    key: 'cpusForEachBuffer',
    names: ['cpus-for-each-buffer'],
    value: 'NUMBER',
    help: 'CPUs per ring buffer; always 1',
  },
  {
    key: 'logLevel',
    names: ['log-level'],
    value: 'LEVEL',
    help: 'log level; warnings and errors are always printed',
  },
] as const satisfies readonly OptionRow[];
