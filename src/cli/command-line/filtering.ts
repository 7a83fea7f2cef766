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
    key: 'autostop',
    letter: 'a',
    names: ['autostop'],
    value: 'duration:N',
    help: 'stop after N seconds; same as -M N',
    details: 'As in tshark.',
    example: '-a duration:10 -w capture.scap',
  },
  {
    key: 'displayFilters',
    letter: 'Y',
    names: ['filter', 'display-filter'],
    value: 'FILTER',
    isRepeatable: true,
    completes: 'filter',
    help: 'filter; same as FILTER without an option',
    details: 'As in tshark. If several filters are given, only events that pass all of them are shown or written.',
    example: "-r capture.scap -Y 'evt.failed=true'",
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
