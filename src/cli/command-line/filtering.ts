import type { OptionRow } from './row.js';

/** Which events are shown or written, and how many. */
export const FILTERING = [
  {
    key: 'numEvents',
    letter: 'n',
    names: ['numevents'],
    value: 'NUMBER',
    help: 'stop after NUMBER events that pass the filter',
    example: '-n 20',
  },
  {
    key: 'duration',
    letter: 'M',
    names: ['duration'],
    value: 'SECONDS',
    help: 'stop after SECONDS',
    details: 'A live capture stops by the clock, a capture that is read after so many seconds of event time.',
  },
  {
    key: 'suppressComm',
    letter: 'U',
    names: ['suppress-comm'],
    value: 'NAME',
    isRepeatable: true,
    help: 'ignore commands of this name and their descendants',
    example: '-U sshd -U node',
  },
  {
    key: 'displayFilter',
    letter: 'd',
    names: ['displayflt'],
    help: 'no effect: filters always see state as it is after the event',
  },
  {
    key: 'debug',
    letter: 'D',
    names: ['debug'],
    help: 'also show internal events and capture sysshark itself',
    details: 'Internal events are about the capture itself, such as dropped events.',
  },
] as const satisfies readonly OptionRow[];
