import { findParam } from '../../decode/param-index.js';
import { type Key, KeyTree } from '../../fields/key-tree.js';
import type { Column, Row } from '../../output/rows/column.js';
import type { Evt } from '../../state/evt.js';
import type { Chisel, ChiselContext, ChiselRun } from '../chisel.js';
import { chiselFilter } from '../chisel-filter.js';
import type { KeyField } from '../key-column.js';
import { keyColumns, keyValues } from '../keys.js';
import { reportTimes } from '../report-times.js';

const MAX_SOCKETS = 65536;
const PERCENT = 100;
/** Connections that were accepted: their events say how many others were waiting then. */
const ACCEPTED = 'evt.type in (accept, accept4) and evt.failed=false and fd.type in (ipv4, ipv6)';
const KEYS: readonly KeyField[] = [
  { heading: 'Address', field: 'fd.sip' },
  { heading: 'Port', field: 'fd.sport' },
  { heading: 'Process', field: 'proc.name' },
];
const COLUMNS: readonly Column[] = [
  { name: 'accepted', heading: 'Accepted', type: 'count' },
  { name: 'queue.mean', heading: 'Mean', type: 'double' },
  { name: 'queue.max', heading: 'Longest', type: 'count' },
  { name: 'queue.limit', heading: 'Limit', type: 'count' },
  { name: 'queue.full', heading: '% full', type: 'number' },
];

/** The queue of a listening socket, as seen when connections were taken out of it. */
interface Queue {
  readonly keys: readonly Key[];
  accepted: number;
  /** Sum of the lengths, the longest one, and the limit at that time. */
  sum: number;
  longest: number;
  limit: number;
}

const makeQueue = (keys: readonly Key[]): Queue => ({ keys, accepted: 0, sum: 0, longest: 0, limit: 0 });

/** How full the queue was when it was longest, in percent. */
const fullness = ({ longest, limit }: Queue): number => (limit === 0 ? 0 : Math.round((longest / limit) * PERCENT));

/** Notes the queue that an accept leaves; events of old captures have no length. */
function note(queue: Queue, { view }: Evt): void {
  const length = view.uint32(findParam(view.type, 'queuelen'));
  const limit = view.uint32(findParam(view.type, 'queuemax'));
  if (Number.isNaN(length) || Number.isNaN(limit)) return;
  queue.accepted++;
  queue.sum += length;
  if (length < queue.longest) return;
  queue.longest = length;
  queue.limit = limit;
}

const rowOf = (queue: Queue): Row => [
  queue.accepted,
  queue.sum / queue.accepted,
  queue.longest,
  queue.limit,
  fullness(queue),
];

function start(_: readonly string[], context: ChiselContext): ChiselRun {
  const keys = keyColumns(KEYS, context);
  const queues = new KeyTree(
    keys.map(({ keyOf }) => keyOf),
    makeQueue,
    MAX_SOCKETS,
  );
  const times = reportTimes(context.isLive);
  return {
    kind: 'rows',
    filter: chiselFilter(ACCEPTED),
    form: {
      columns: [...times.columns, ...COLUMNS, ...keys.map(({ column }) => column)],
      layout: { kind: 'table' },
    },
    take: (evt) => {
      const queue = findParam(evt.view.type, 'queuelen') < 0 ? null : queues.find(evt);
      if (queue !== null) note(queue, evt);
    },
    report: {
      schedule: 'interval',
      make: ({ state }) => {
        const used = queues.values.filter(({ accepted }) => accepted > 0);
        const rows = used
          .toSorted((a, b) => fullness(b) - fullness(a) || b.longest - a.longest || b.accepted - a.accepted)
          .map((queue) => [...times.of(state), ...rowOf(queue), ...keyValues(keys, queue.keys)]);
        queues.clear();
        return { rows };
      },
    },
  };
}

/** How full the queues of listening sockets were. */
export const ACCEPT_QUEUES: Chisel = {
  name: 'acceptqueues',
  category: 'Net',
  summary: 'listening sockets by how full their queue was',
  description:
    'Shows for each socket that accepted IPv4 or IPv6 connections how many, and how many others waited in its queue after that: on average, at most, and the limit. The fullest queue comes first.',
  args: [],
  start,
};
