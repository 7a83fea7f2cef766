import { expect, test } from '@jest/globals';
import { Batch } from '../../../src/bytes/batch.js';
import type { EventConsumer } from '../../../src/output/event-consumer.js';
import { Pipeline } from '../../../src/run/pipeline.js';
import { pipelineParts } from '../../../src/run/pipeline-parts.js';
import { EVENTS, EVT } from '../../../src/schema/events.js';
import { WINDOW_SIZE } from '../../../src/source/content-memory.js';
import { loadPrefilterModule } from '../../../src/source/prefilter-module.js';
import { Prefilter } from '../../../src/state/prefilter.js';
import { READS_NOTHING } from '../../../src/state/subject-reads.js';
import { batchOf } from '../../helpers/event-run.js';
import { ADDRESS_FAMILIES, int } from '../../helpers/event-samples.js';
import { namedEvent } from '../../helpers/process-events.js';
import { sampleHeader } from '../../helpers/sample-machine.js';
import type { EventParts } from '../../helpers/scap.js';

const TID = 1;
const FD = 40;
const SOCK_DGRAM = 2;
const prefilter = new Prefilter(loadPrefilterModule(), WINDOW_SIZE);

function writes(count: number): readonly EventParts[] {
  const enter = namedEvent('WRITE_E', TID, { fd: int(FD, 8) });
  const exit = namedEvent('WRITE_X', TID, { res: int(1, 8), fd: int(FD, 8) });
  return Array.from({ length: count }, () => [enter, exit]).flat();
}

/** A datagram socket through which some bytes go; closing it shows what is known of it. */
const SOCKET_PARAMS = { domain: int(ADDRESS_FAMILIES.v4, 4), type: int(SOCK_DGRAM, 4) };
const EVENTS_OF_SOCKET: readonly EventParts[] = [
  namedEvent('SOCKET_E', TID, SOCKET_PARAMS),
  namedEvent('SOCKET_X', TID, { ...SOCKET_PARAMS, fd: int(FD, 8) }),
  ...writes(5),
  namedEvent('CLOSE_E', TID, { fd: int(FD, 8) }),
];

/** What is known when the socket is closed. */
function seen(types: readonly number[], notesUse: boolean): { rows: number; isConnected: boolean | null } {
  const found = { rows: 0, isConnected: null as boolean | null };
  const consumer: EventConsumer = {
    event: (evt) => {
      if (evt.view.type === EVT.CLOSE_E) found.isConnected = evt.fd?.isConnected ?? null;
      return true;
    },
    columns: {
      types: Uint8Array.from(EVENTS, ({ id }) => (types.includes(id) ? 1 : 0)),
      reads: READS_NOTHING,
      assign: () => undefined,
      take: ({ count }) => (found.rows += count),
    },
  };
  const skipContext = { prefilter, rejected: null };
  const pipeline = new Pipeline(pipelineParts({ skipContext, consumers: [consumer], needs: { notesUse } }));
  pipeline.begin(sampleHeader());
  const { bytes, end } = batchOf(EVENTS_OF_SOCKET);
  prefilter.slab.set(bytes);
  const batch = new Batch(prefilter.slab);
  batch.end = end;
  pipeline.take(batch);
  return found;
}

test('writes become rows, and the first shows that their socket is connected', () => {
  const decoded = seen([], true);
  expect(decoded).toEqual({ rows: 0, isConnected: true });
  const asRows = seen([EVT.WRITE_E, EVT.WRITE_X], true);
  expect(asRows.isConnected).toBe(decoded.isConnected);
  expect(asRows.rows).toBeGreaterThan(0);
});
