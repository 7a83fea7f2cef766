import type { OptionRow } from './row.js';

/** Which events are shown or written, and how many. */
export const FILTERING = [
  {
    key: 'numEvents',
    letter: 'n',
    names: ['numevents'],
    value: 'NUMBER',
    help: 'stop after so many events that passed the filter',
    example: '-n 20',
  },
  {
    key: 'duration',
    letter: 'M',
    names: ['duration'],
    value: 'SECONDS',
    help: 'stop after so many seconds of event time',
  },
  {
    key: 'suppressComm',
    letter: 'U',
    names: ['suppress-comm'],
    value: 'NAME',
    isRepeatable: true,
    help: 'no events of commands of this name, nor of what descends from them',
    example: '-U sshd -U node',
  },
  {
    key: 'displayFilter',
    letter: 'd',
    names: ['displayflt'],
    help: 'filter each event after it has changed what is known, not before',
    details:
      'An event is filtered as what it belongs to was before it, unless it opens, closes or starts something. With this option a filter sees of every event what is known after it.',
  },
  {
    key: 'debug',
    letter: 'D',
    names: ['debug'],
    help: 'show internal events too, and capture those of this program itself',
    details: 'Internal events are the records of the capturing machinery, such as that events were dropped.',
  },
] as const satisfies readonly OptionRow[];
