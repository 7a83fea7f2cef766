import { int } from './event-samples.js';
import { namedEvent } from './process-events.js';
import type { EventParts } from './scap.js';

/** Time of the first event in ns since the epoch: 2023-11-14 22:13:20 UTC. */
export const START = 1_700_000_000_000_000_000n;

/** A call that moves data, as its two events. */
export interface IoParts {
  readonly tid: number;
  readonly fd: number;
  /** A byte string; `kept` bytes of it are captured, by default all. */
  readonly data: string;
  readonly kept?: number;
  /** When it ends, in ns after START; it takes 1000 ns. */
  readonly at?: number;
}

const DURATION = 1000n;

function moves(call: 'READ' | 'WRITE', { tid, fd, data, kept = data.length, at = 0 }: IoParts): EventParts[] {
  const end = START + BigInt(at);
  const bytes = Buffer.from(data, 'latin1');
  return [
    { ...namedEvent(`${call}_E`, tid, { fd: int(fd, 8), size: int(bytes.length, 4) }), ts: end - DURATION },
    {
      ...namedEvent(`${call}_X`, tid, {
        res: int(bytes.length, 8),
        data: bytes.subarray(0, kept),
        fd: int(fd, 8),
        size: int(bytes.length, 4),
      }),
      ts: end,
    },
  ];
}

/** Enter and exit of a read. */
export const reads = (parts: IoParts): EventParts[] => moves('READ', parts);

/** Enter and exit of a write. */
export const writes = (parts: IoParts): EventParts[] => moves('WRITE', parts);
