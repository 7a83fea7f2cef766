import { fromByteString } from '../../bytes/text.js';
import { SyssharkError } from '../../errors.js';
import type { Chisel } from '../chisel.js';
import { wholeNumberOf } from '../chisel-args.js';
import { Intervals } from '../intervals.js';

const NS_PER_MS = 1e6;
const MS_PER_DAY = 86_400_000;
const RANGE = { name: 'RANGE_MS', what: 'a range in milliseconds', min: 0, max: MS_PER_DAY };

/** Copies the events around some events. */
export const AROUND: Chisel = {
  name: 'around',
  category: 'Misc',
  takesAnyEvent: true,
  summary: 'a capture of everything around some events',
  description:
    'Writes a capture with all events that happened at most RANGE_MS before or after one that passes the filter. ' +
    'It reads the capture twice, so this must be a file (-r).',
  args: [
    { name: 'FILE', description: 'the capture to write' },
    { name: RANGE.name, description: 'milliseconds before and after each event' },
  ],
  start: ([file = '', range = ''], { isLive }) => {
    if (isLive)
      throw new SyssharkError(
        'USAGE',
        'around reads a capture twice: use -r FILE; for live captures, use --ring and --dump-on',
      );
    const intervals = new Intervals(wholeNumberOf('around', range, RANGE) * NS_PER_MS);
    return {
      kind: 'rows',
      filter: null,
      form: { columns: [], layout: { kind: 'table' } },
      take: ({ view }) => intervals.add(view.tsHi, view.tsLo),
      report: null,
      copy: { file: fromByteString(file), filter: () => intervals.filter },
    };
  },
};
