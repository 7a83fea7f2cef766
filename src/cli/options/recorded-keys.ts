import type { RawOptions } from '../command-line/table.js';

/** Options that say what a live capture records, in commands that record for something else than lines or a file. */
export const RECORDED: readonly (keyof RawOptions)[] = [
  'snaplen',
  'dynamicSnaplen',
  'fullPorts',
  'buffer',
  'relinquishPrivileges',
  'largeEnvironment',
  'pageFaults',
  'stateMemory',
  'excludeUsers',
  'filterProclist',
  'noFat',
  'numEvents',
  'duration',
  'autostop',
  'suppressComm',
  'debug',
  'bpf',
  'modernBpf',
  'cpusForEachBuffer',
  'logLevel',
];
